/** One thing a check found wrong: which rule, what is wrong, and how to mend it. */
export interface Finding {
  /** Stable id of the rule, such as `sli-name-kind`. */
  readonly rule: string;
  readonly message: string;
  readonly fix: string;
}
