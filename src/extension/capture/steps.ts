import { type Disposable, QuickInputButtons, type QuickPickItem, window } from "vscode";

/** The user wants the question before. */
export const back = Symbol("back");
/** The user wants no more questions. */
export const cancelled = Symbol("cancelled");

/** What the user gave, or that they gave nothing. */
export type Answer<Value> = Value | typeof back | typeof cancelled;

/** Where a question stands among the others. */
export interface StepPlace {
  readonly title: string;
  /** 1-based. */
  readonly step: number;
  readonly total: number;
}

/** Asks one thing and gives the draft with the answer in it. */
export type Step<Draft> = (draft: Draft, place: StepPlace) => Promise<Answer<Draft>>;

/** Which questions to ask, and from where on. */
export interface Steps<Draft> {
  readonly title: string;
  readonly steps: readonly Step<Draft>[];
  readonly draft: Draft;
  /** 0-based; those before it are answered already and are asked when the user goes back to them. */
  readonly first: number;
}

/** Asks one question after the other, back and forth; null when the user gave up. */
export async function runSteps<Draft>({ title, steps, draft, first }: Steps<Draft>): Promise<Draft | null> {
  const questions = steps.map((ask, index) => ({
    applies: () => true,
    ask: (current: Draft) => ask(current, { title, step: index + 1, total: steps.length }),
  }));
  const answered = await askInTurn(questions, draft, first);
  return answered === back || answered === cancelled ? null : answered;
}

/** A question that is asked only when the answers before it call for it. */
export interface Question<Draft> {
  readonly applies: (draft: Draft) => boolean;
  readonly ask: (draft: Draft) => Promise<Answer<Draft>>;
}

/**
 * Asks all questions that apply, back and forth.
 * @param first 0-based; those before it are answered already and are asked when the user goes back to them.
 * @returns the draft with all answers, or `back` when the user goes back from the first question.
 */
export async function askInTurn<Draft>(
  questions: readonly Question<Draft>[],
  draft: Draft,
  first = 0,
): Promise<Answer<Draft>> {
  const drafts = questions.map(() => draft);
  let current = draft;
  let index = first;
  for (let question = questions[index]; question !== undefined; question = questions[index]) {
    drafts[index] = current;
    const answer = question.applies(current) ? await question.ask(current) : current;
    if (answer === cancelled) return cancelled;
    if (answer === back) {
      index = questions.findLastIndex((one, place) => place < index && one.applies(drafts[place] ?? draft));
      if (index === -1) return back;
      current = drafts[index] ?? draft;
    } else {
      index += 1;
      current = answer;
    }
  }
  return current;
}

/** A line to choose, and what choosing it means. */
export interface Choice<Value> extends QuickPickItem {
  readonly value: Value;
}

/** A question with given answers. */
export interface PickQuestion<Value> {
  readonly place: StepPlace;
  readonly prompt: string;
  readonly choices: readonly Choice<Value>[];
  /** The line that Enter takes; null for the first. */
  readonly active: Choice<Value> | null;
}

/** Lets the user choose one of several lines. */
export function pick<Value>(question: PickQuestion<Value>): Promise<Answer<Value>> {
  const { place, prompt, choices, active } = question;
  const input = window.createQuickPick<Choice<Value>>();
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.total;
  input.placeholder = prompt;
  input.ignoreFocusOut = true;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = choices;
  if (active !== null) input.activeItems = [active];
  input.buttons = place.step > 1 ? [QuickInputButtons.Back] : [];
  return new Promise<Answer<Value>>((resolve) => {
    const disposables: Disposable[] = [
      input,
      input.onDidTriggerButton(() => resolve(back)),
      input.onDidAccept(() => {
        const [chosen] = input.selectedItems;
        if (chosen !== undefined) resolve(chosen.value);
      }),
      input.onDidHide(() => {
        resolve(cancelled);
        for (const disposable of disposables) disposable.dispose();
      }),
    ];
    input.show();
  }).finally(() => input.hide());
}

/** A question with a text for an answer. */
export interface TextQuestion {
  readonly place: StepPlace;
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with the text, or null. */
  readonly problem: (text: string) => string | null;
}

/** Lets the user type a line; the answer is trimmed. */
export function askText({ place, prompt, value, problem }: TextQuestion): Promise<Answer<string>> {
  const input = window.createInputBox();
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.total;
  input.prompt = prompt;
  input.ignoreFocusOut = true;
  input.value = value;
  input.buttons = [QuickInputButtons.Back];
  const check = (): boolean => {
    input.validationMessage = problem(input.value.trim()) ?? undefined;
    return input.validationMessage === undefined;
  };
  return new Promise<Answer<string>>((resolve) => {
    const disposables: Disposable[] = [
      input,
      input.onDidTriggerButton(() => resolve(back)),
      input.onDidChangeValue(check),
      input.onDidAccept(() => {
        if (check()) resolve(input.value.trim());
      }),
      input.onDidHide(() => {
        resolve(cancelled);
        for (const disposable of disposables) disposable.dispose();
      }),
    ];
    input.show();
  }).finally(() => input.hide());
}
