/** More people than this leave no company within an hour, or somebody knows of it beforehand. */
const MOST_PEOPLE = 20;
/** A part of a small company is soon more than a tenth: so few are never too many. */
const NEVER_TOO_MANY = 3;
const TENTH = 0.1;

/**
 * Whether so many people leaving within an hour may be a mistake, a wrong scope filter of provisioning for example: more than
 * 20, or more than a tenth of those who have tokens and more than 3.
 */
export function isMassLeave(leaving: number, withTokens: number): boolean {
  return leaving > MOST_PEOPLE || (leaving > NEVER_TOO_MANY && leaving > withTokens * TENTH);
}
