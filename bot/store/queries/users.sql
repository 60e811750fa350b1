-- row: A user with all that UserRow holds; what begins with WHERE goes on from here.
SELECT id, email, name, role, teams, language, made_at FROM users;

-- add: Somebody who may sign in once they have used their link.
INSERT INTO users (id, email, name, role, teams, language, made_at)
VALUES (:id, :email, :name, :role, :teams, :language, :made_at);

-- get: One by id.
WHERE id = :user;

-- by_email: One by what they sign in with.
WHERE email = :email;

-- all_users: Everybody, by name.
SELECT id, email, name, role, teams, language, made_at FROM users ORDER BY name, id;

-- change: What may change of a user.
UPDATE users SET name = :name, role = :role, teams = :teams, language = :language WHERE id = :id;

-- remove: Somebody leaves; credentials, codes, links and sessions go along.
DELETE FROM users WHERE id = :user;

-- credential: What lets a user in.
SELECT user, password, factor, step, since FROM credentials WHERE user = :user;

-- let_in_by: A new password and a new second factor.
INSERT INTO credentials (user, password, factor, step, since) VALUES (:user, :password, :factor, :step, :since)
ON CONFLICT (user) DO UPDATE SET password = excluded.password, factor = excluded.factor, step = excluded.step,
                                 since = excluded.since;

-- set_password: A new password alone.
UPDATE credentials SET password = :password WHERE user = :user;

-- use_step: A one-time code is used, unless it or a later one was before.
UPDATE credentials SET step = :step WHERE user = :user AND step < :step;

-- drop_codes: The old recovery codes.
DELETE FROM recovery_codes WHERE user = :user;

-- add_code: A recovery code.
INSERT INTO recovery_codes (user, hash) VALUES (:user, :hash);

-- use_code: A recovery code works once.
UPDATE recovery_codes SET used_at = :now WHERE user = :user AND hash = :hash AND used_at = 0;

-- codes_left: How many were not used yet.
SELECT count(*) FROM recovery_codes WHERE user = :user AND used_at = 0;

-- invite: A link; an earlier one of the same user works no more.
INSERT INTO invitations (user, hash, until) VALUES (:user, :hash, :until)
ON CONFLICT (user) DO UPDATE SET hash = excluded.hash, until = excluded.until;

-- invited: Whose link it is.
SELECT user, until FROM invitations WHERE hash = :hash;

-- uninvite: The link was used.
DELETE FROM invitations WHERE user = :user;

-- invitations: Who has not used their link yet.
SELECT user, until FROM invitations ORDER BY user;
