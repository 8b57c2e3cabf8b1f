/**
 * One figure of the model with the reason it is what it is: a row of the tables that docs, README and command line show.
 */
export interface ExplainedValue {
  /** Name of the figure, as in the props: `persistentTimeoutSeconds`. */
  readonly name: string;

  /** The figure. */
  readonly value: number;

  /** Unit of the figure: `s`, `checks`, `requests/s`. */
  readonly unit: string;

  /** How the figure came about, with the numbers: `idleTimeoutSeconds 60 + 10 to connect + 5`; `given` when overridden. */
  readonly derivation: string;

  /** Where the rule or the number comes from: a vendor's document, a source file, a measurement. */
  readonly source: string;
}

/**
 * Something legal but unwise in the model's inputs. Constructs show it as a CDK warning that can be acknowledged.
 */
export interface ModelAdvice {
  /** Stable camelCase name; with the prefix `cdk-puma-eks:` it is the id to acknowledge. */
  readonly id: string;

  /** What is unwise, with the arithmetic, and what would be better. */
  readonly message: string;
}
