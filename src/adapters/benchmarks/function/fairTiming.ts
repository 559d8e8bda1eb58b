import type { TimeReport } from "../functionReports.ts";
import type { Lesson } from "./lessons.ts";

/**
 * Times a candidate, and once more before it is called unfair, beside the baseline as it is now: on a machine that has
 * become busier since the baseline was timed, an honest candidate looks as one that works where it is not timed.
 * @param time by what is known of the baseline
 * @param renew times the baseline again
 */
export async function timeFairly(
  lesson: Lesson,
  {
    time,
    renew,
  }: {
    readonly time: (lesson: Lesson) => Promise<TimeReport>;
    readonly renew: () => Promise<Lesson>;
  },
): Promise<TimeReport> {
  const report = await time(lesson);
  return report.kind === "fault" && report.fault.kind === "unfair" ? time(await renew()) : report;
}
