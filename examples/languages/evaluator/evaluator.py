"""Says how good a program is: 1 when every search ends at the lowest point, less the higher up it ends."""
import importlib.util


def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    heights = [program.height(*program.search(seed)) for seed in range(60)]
    mean = sum(heights) / len(heights)
    return {"combined_score": 1 / (1 + mean), "mean_height": mean}
