-- Staff are invited: the one-time link is sent or handed over, and only its hash is kept.
create table invitation (
  id         uuid        primary key,
  token_hash bytea       not null,
  person_id  uuid        not null references person,
  login      text        not null,
  made_by    uuid        references person,
  made_at    timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz,

  constraint invitation_token_is_unique unique (token_hash)
);

comment on table invitation is 'A one-time link by which a person of staff chooses a password. made_by is null for what setup wrote.';
