/*
 * What providers say, as patterns over type, code and message in lower case. Phrases that were met
 * in recorded traffic,
 * in documentation or in reports; a new one is one line.
 */

function anyOf(...phrases: readonly RegExp[]): RegExp {
  return new RegExp(phrases.map(({ source }) => source).join('|'));
}

/** Money and spend limits: waiting does not help. */
export const QUOTA_WORDS = anyOf(
  /insufficient_quota/,
  /exceeded_current_quota_error/,
  /enforced_spend_limit_reached/,
  /billing_(?:error|hard_limit_reached|not_active)/,
  /arrearage/,
  /payment_required/,
  /insufficient[ _](?:account )?(?:balance|credits?|funds)/,
  /(?:credit|account) balance is too low/,
  /reached your specified api usage limits/,
  /(?:spend|spending|billing)[ _](?:hard )?limit/,
  /out of credits/,
  /used all available credits/,
  /monthly included credits/,
  /key limit exceeded/,
  /account (?:is )?suspended/,
);

/** A policy refused the content. */
export const FILTER_WORDS = anyOf(
  /content_filter/,
  /content_policy/,
  /data_?inspection_?failed/,
  /responsibleaipolicyviolation/,
  /prohibited_content/,
  /content (?:management )?polic/,
  /content exists risk/,
  /flagged (?:by|for|as)/,
  /violates? (?:our |the )?(?:usage|content|safety)/,
  /safety (?:system|filter)/,
  /inappropriate content/,
);

/** The request is longer than the model reads: codes, which hold whatever the status is. */
export const CONTEXT_CODES = anyOf(
  /context_length_exceeded/,
  /exceed_context_size_error/,
  /too_many_tokens/,
  /context_window_exceeded/,
  /string_above_max_length/,
);

/** The same in words, which are only believed beside a fitting status. */
export const CONTEXT_WORDS = anyOf(
  /maximum context length/,
  /max(?:imum)? (?:input|prompt) (?:length|tokens)/,
  /context (?:length|window|size|limit)/,
  /prompt is too long/,
  /input is too long/,
  /(?:prompt|input) (?:token count|tokens?|length)[^.]{0,60}exceed/,
  /exceeds? the (?:max|maximum) (?:number of )?(?:input )?tokens/,
  /too many (?:input |prompt )?tokens/,
  /reduce the length of (?:the|your) (?:messages|prompt|input)/,
  /range of input length/,
  /prompt (?:length )?exceeds/,
  /prompt contains [^.]{0,80}too (?:large|long)/,
);

/** The model is not there, or not for us: codes. */
export const MODEL_CODES = anyOf(
  /\bmodel_not_found\b/,
  /\binvalid_model\b/,
  /\bmodel_not_available\b/,
  /\bmodel_decommissioned\b/,
  /\bunknown_model\b/,
  /\bmodel_not_exist\b/,
  /\bdeploymentnotfound\b/,
  /\bmodel_not_supported\b/,
  /\bmodel_terminated\b/,
  /\bmodel_terms_required\b/,
);

// "model", at most one word that names it, a verb or none, and what is wrong.
const A_MODEL = /\bmodels?(?: id| name| identifier)?[:/\s]*[`'"]?[^\s`'"]{0,120}[`'"]?,? /;
const A_VERB = /(?:is |was |has been |does |could |or )?/;
const MISSING = anyOf(
  /not (?:found|exist|available|a valid|accessible|be found)/,
  /deprecated/,
  /decommissioned/,
  /no longer/,
  /retired/,
  /invalid/,
  /nonexistent/,
);
const A_MODEL_IS_MISSING = new RegExp(`${A_MODEL.source}${A_VERB.source}(?:${MISSING.source})`);

/** The same in words. A parameter that the model does not support must not match. */
export const MODEL_WORDS = anyOf(
  A_MODEL_IS_MISSING,
  /\bmodel [`'"]?\S{1,120}[`'"]? is not supported/,
  /(?:invalid|unknown|not a valid|not found:?) model\b/,
  /no endpoints found for/,
  /no such model/,
  /access to (?:the |this )?model/,
  /not a chat model/,
);

/**
 * What the client refers to by id and the provider does not have: its own earlier answers and
 * files.
 */
export const REFERENCE_WORDS = anyOf(
  /previous_response_not_found/,
  /previous response/,
  /\bitem with id/,
  /\bfile\b[^.]{0,80}not found/,
  /no such file/,
);

/** A wrong key, where the status does not say so. */
export const KEY_WORDS = anyOf(
  /api[_ ]key[_ ](?:not[_ ]valid|invalid|expired|not found)/,
  /(?:invalid|incorrect)[_ ](?:x-)?api[_ -]key/,
  /authentication_error/,
  /unauthenticated/,
);

/** Where we stand, not what we sent: permanent for the provider from here. */
export const PLACE_WORDS = anyOf(
  /location is not supported/,
  /unsupported_country_region_territory/,
);

/** The provider has more work than it can take. */
export const CAPACITY_WORDS = anyOf(
  /overload/,
  /over capacity/,
  /at capacity/,
  /capacity exceeded/,
  /high (?:traffic|demand|load)/,
  /queue_exceeded/,
  /too busy/,
  /(?:server|model|engine|service)[^.]{0,20} busy/,
  /throttl/,
  /resource[_ ]exhausted/,
  /is (?:currently )?loading\b/,
  /loading model/,
);

/** A 404 about the address, not about a model. */
export const PATH_WORDS = anyOf(
  /^\W*(?:not found)?\W*$/,
  /invalid url/,
  /no route/,
  /route not found/,
  /unknown (?:path|url|endpoint|request url)/,
  /cannot (?:post|get)/,
  /page not found/,
  /path not found/,
);
