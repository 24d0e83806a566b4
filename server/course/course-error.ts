// What is wrong in a lesson's files, said so that its author can mend it: file, line, what to do.

/** Thrown while a course loads. The message reads `file:line: what is wrong. What to do.` */
export class CourseError extends Error {
  override readonly name = "CourseError";
  readonly file: string;
  /** 1-based; null when the file as a whole is meant. */
  readonly line: number | null;
  readonly remedy: string;

  constructor(file: string, line: number | null, wrong: string, remedy: string) {
    super(`${file}${line === null ? "" : `:${line}`}: ${wrong} ${remedy}`);
    this.file = file;
    this.line = line;
    this.remedy = remedy;
  }
}
