namespace Swarm.Messaging.Samples.Crm;

internal static class CrmSchema
{
    /// <summary><c>reference</c> is whatever the writer wants to find its entry by.</summary>
    public const string Sql = """
        create table if not exists clients (id text primary key, user text unique not null, salt text not null, hash text not null, token text unique not null);
        create table if not exists sessions (cookie text primary key, client text not null, at text not null);
        create table if not exists accessLog (id integer primary key, client text, sessionClient text, cookie text, method text, path text, status integer, at text);
        create table if not exists idempotency (client text, action text, key text, answer text, primary key (client, action, key));
        create table if not exists contacts (id integer primary key, client text not null, name text not null, email text, phone text, dnd integer not null default 0, reference text, at text not null);
        create table if not exists fields (client text, contact integer references contacts on delete cascade, name text, value text, primary key (contact, name));
        create table if not exists tags (client text, contact integer references contacts on delete cascade, tag text, primary key (contact, tag));
        create table if not exists messages (id integer primary key, client text not null, contact integer references contacts on delete cascade, direction text not null, body text not null, reference text, at text not null);
        create table if not exists notes (id integer primary key, client text not null, contact integer references contacts on delete cascade, body text not null, reference text, at text not null);
        create table if not exists tasks (id integer primary key, client text not null, contact integer references contacts on delete cascade, title text not null, dueAt text, reference text, at text not null);
        create table if not exists bookings (id integer primary key, client text not null, contact integer references contacts on delete cascade, calendar text not null, startsAt text not null, minutes integer not null, reference text, at text not null);
        create table if not exists pipelines (client text not null, id text not null, stages text not null, primary key (client, id));
        create table if not exists opportunities (id integer primary key, client text not null, contact integer references contacts on delete cascade, pipeline text not null, stage text not null, name text not null, value real not null, status text not null default 'open', reference text, at text not null);
        create table if not exists campaigns (client text, contact integer references contacts on delete cascade, campaign text, primary key (contact, campaign));
        create table if not exists workflowRuns (id integer primary key, client text not null, contact integer references contacts on delete cascade, workflow text not null, reference text, at text not null);
        create table if not exists reports (id integer primary key, client text not null, report text not null, fromDay text, toDay text, content text not null, at text not null);
        create table if not exists bulkRuns (id integer primary key, client text not null, action text not null, value text, changed integer not null, reference text, at text not null);
        create table if not exists syncs (id integer primary key, client text not null, integration text not null, records integer not null, at text not null);
        """;
}
