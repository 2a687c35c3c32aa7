import { readFileSync } from 'node:fs';

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** What stands behind the name, as it is. */
  readonly text: string;
}

/** A stage of a build, from its `FROM` on. */
export interface Stage {
  readonly from: string;
  readonly name?: string;
  readonly steps: readonly Instruction[];
}

/** Reads the stages of a Dockerfile that has one instruction a line. */
export function readStages(file: URL): readonly Stage[] {
  const instructions = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): Instruction => {
      const [, name = '', text = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      if (name === '') throw new Error(`This is no instruction: ${line}`);
      return { name, text };
    });
  const stages: (Stage & { steps: Instruction[] })[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'FROM') stages.at(-1)?.steps.push(instruction);
    else {
      const [from = '', , name] = instruction.text.split(' ');
      stages.push({ from, ...(name === undefined ? {} : { name }), steps: [] });
    }
  }
  return stages;
}

/** The arguments of an instruction that is written as JSON. */
export function argumentsIn(stage: Stage, name: string): readonly string[] {
  const text = stage.steps.findLast((step) => step.name === name)?.text ?? '[]';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
