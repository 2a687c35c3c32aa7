/** Colours come from the page's style sheet, so that a card follows the theme without being drawn again. */
function colors(background: string): object {
  const foregroundColors = Object.fromEntries(
    ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'].map((name) => [
      name,
      { default: `var(--card-${name})`, subtle: `var(--card-${name}-subtle)` },
    ]),
  );
  return { backgroundColor: `var(--card-${background})`, foregroundColors };
}

const fontSizes = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
const fontWeights = { lighter: 300, default: 400, bolder: 600 };

/** How Teams lays cards out: its spacings, sizes and limits. */
export const hostConfig: object = {
  supportsInteractivity: true,
  choiceSetInputValueSeparator: ',',
  fontTypes: {
    default: { fontFamily: 'inherit', fontSizes, fontWeights },
    monospace: { fontFamily: 'var(--mono)', fontSizes, fontWeights },
  },
  lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: colors('surface'),
    emphasis: colors('emphasis'),
    accent: colors('accent-back'),
    good: colors('good-back'),
    attention: colors('attention-back'),
    warning: colors('warning-back'),
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', weight: 'default', spacing: 'small' },
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    // The page's style sheet spaces them, across lines as well.
    buttonSpacing: 0,
    showCard: { actionMode: 'inline', inlineTopMargin: 8, style: 'emphasis' },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
  },
  adaptiveCard: { allowCustomStyle: true },
  factSet: {
    title: { weight: 'bolder', wrap: true, maxWidth: 150 },
    value: { wrap: true },
    spacing: 16,
  },
  textBlock: { headingLevel: 3 },
};
