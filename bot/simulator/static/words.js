// Sentences for what the bot tells as data: verdicts, problems, evidence.

/** The gate's verdict on one message, as a sentence. */
export function verdictWords(row) {
  const verdict = row.verdict;
  if (!verdict || typeof verdict === "string") return verdict || "";
  if (verdict.refused) return `Refused, ${words(verdict.refused)}: ${verdict.why || ""}`;
  if (verdict.cleared === "reply") return "Cleared: answers a message of the last 24 hours";
  if (verdict.cleared) return `Cleared: ledger line #${verdict.consent ?? "?"} says yes to ${verdict.purpose || row.purpose}`;
  return verdict.why || verdict.reason || "";
}

/** A problem in the owner's files, as one line. */
export function problemWords(problem) {
  if (typeof problem === "string") return problem;
  const place = [problem.path, problem.line].filter(Boolean).join(":");
  return [place, problem.what || problem.text, problem.cure].filter(Boolean).join(" — ");
}

/** Evidence as [name, text] pairs, without what is empty. */
export function evidencePairs(evidence) {
  return Object.entries(evidence || {})
    .filter(([, value]) => value !== "" && value !== null)
    .map(([name, value]) => [words(name), typeof value === "object" ? lines(value) : String(value)]);
}

function lines(value) {
  return Object.entries(value).map(([name, inner]) => `${words(name)}: ${typeof inner === "object" ? JSON.stringify(inner) : inner}`).join("\n");
}

const words = (text) => String(text).replaceAll("_", " ");
