const FIRST_SYLLABLE = 0xac00;
const FINALS = 28;
const RIEUL = 8;

/** Stands for a method whose name takes no particle, or is not known. */
export const ANY_METHOD = '선택한 결제 수단';

/**
 * A Korean name with the particle that its last sound asks for: `카카오페이가`, `계좌이체로`,
 * `간편결제 수단이`. A name that does not end in Hangul has a last sound that letters do not show
 * ("KB Pay", "11"), so the sentence then speaks of the chosen method instead.
 */
export const withParticle = (name: string, afterConsonant: string, afterVowel: string): string => {
  if (!/[가-힣]$/.test(name)) return ANY_METHOD + afterConsonant;
  const final = (name.charCodeAt(name.length - 1) - FIRST_SYLLABLE) % FINALS;
  const soundsOpen = final === 0 || (final === RIEUL && afterVowel === '로');
  return name + (soundsOpen ? afterVowel : afterConsonant);
};
