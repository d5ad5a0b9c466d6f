-- What the city's own closed requests teach about which words belong to which theme: suggestions to a desk, never a decision.
-- @source U36
create table word_model (
  version int         primary key generated always as identity,
  day     date        not null unique,
  made_at timestamptz not null,
  texts   int         not null check (texts >= 0),
  pieces  jsonb,
  weights bytea,

  constraint word_model_is_whole check ((pieces is null) = (weights is null))
);

comment on table word_model is
  'A model of texts of each day. Pieces are one or two signs that at least five reporters used; no text and no person can be read from it. Without pieces when there was too little to learn from, or when it is old.';
