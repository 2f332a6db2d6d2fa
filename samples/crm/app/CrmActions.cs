using System.Text.Json;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>Everything that can be done, the same for pages and REST. Each returns what it made or changed.</summary>
internal static class CrmActions
{
    public static Row ContactCreate(CrmCall call) => Made("contactId", call.Data.Insert(
        "contacts", ("client", call.Client), ("name", call.Required("name")), ("email", call.Field("email")), ("phone", call.Field("phone")),
        ("dnd", IsOn(call.Field("dnd")) ? 1 : 0), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row ContactUpdate(CrmCall call)
    {
        var contact = call.Contact();
        call.Data.Run(
            "update contacts set name = $name, email = $email, phone = $phone, dnd = $dnd where id = $id",
            ("id", contact["id"]), ("name", call.Field("name") ?? contact["name"]), ("email", call.Field("email") ?? contact["email"]),
            ("phone", call.Field("phone") ?? contact["phone"]), ("dnd", call.Field("dnd") is { } dnd ? IsOn(dnd) ? 1 : 0 : contact["dnd"]));
        return Made("contactId", Id(contact));
    }

    public static Row ContactDelete(CrmCall call)
    {
        var contact = call.Contact();
        call.Data.Run("delete from contacts where id = $id", ("id", contact["id"]));
        return Made("contactId", Id(contact));
    }

    public static Row FieldUpdate(CrmCall call)
    {
        call.Data.Run(
            "insert into fields (client, contact, name, value) values ($client, $contact, $name, $value) on conflict (contact, name) do update set value = $value",
            ("client", call.Client), ("contact", call.Contact()["id"]), ("name", call.Required("field")), ("value", call.Required("value")));
        return new Row { ["field"] = call.Field("field"), ["value"] = call.Field("value") };
    }

    public static Row TagAdd(CrmCall call)
    {
        call.Data.Run("insert or ignore into tags (client, contact, tag) values ($client, $contact, $tag)", ("client", call.Client), ("contact", call.Contact()["id"]), ("tag", call.Required("tag")));
        return Tags(call);
    }

    public static Row TagRemove(CrmCall call)
    {
        call.Data.Run("delete from tags where contact = $contact and tag = $tag", ("contact", call.Contact()["id"]), ("tag", call.Required("tag")));
        return Tags(call);
    }

    public static Row MessageSend(CrmCall call) => Made("messageId", call.Data.Insert(
        "messages", ("client", call.Client), ("contact", call.Contact()["id"]), ("direction", "out"), ("body", call.Required("body")), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row Book(CrmCall call) => Made("bookingId", call.Data.Insert(
        "bookings", ("client", call.Client), ("contact", call.Contact()["id"]), ("calendar", call.Required("calendar")), ("startsAt", call.Required("startsAt")),
        ("minutes", int.Parse(call.Field("minutes") ?? "30")), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row OpportunityCreate(CrmCall call) => Made("opportunityId", call.Data.Insert(
        "opportunities", ("client", call.Client), ("contact", call.Contact()["id"]), ("pipeline", Id(call.Found("pipelines", call.Required("pipeline")))), ("stage", call.Required("stage")),
        ("name", call.Required("name")), ("value", double.Parse(call.Field("value") ?? "0")), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row OpportunityUpdate(CrmCall call)
    {
        var known = call.Found("opportunities", call.Required("opportunity"));
        call.Data.Run(
            "update opportunities set stage = $stage, value = $value, status = $status where id = $id",
            ("id", known["id"]), ("stage", call.Field("stage") ?? known["stage"]), ("value", call.Field("value") is { } value ? double.Parse(value) : known["value"]), ("status", call.Field("status") ?? known["status"]));
        return Made("opportunityId", Id(known));
    }

    public static Row PipelineUpdate(CrmCall call)
    {
        var stages = string.Join(',', call.List("stages"));
        call.Data.Run("update pipelines set stages = $stages where client = $client and id = $id", ("client", call.Client), ("id", call.Found("pipelines", call.Required("pipeline"))["id"]), ("stages", stages));
        return new Row { ["pipeline"] = call.Field("pipeline"), ["stages"] = stages };
    }

    public static Row CampaignAdd(CrmCall call)
    {
        call.Data.Run("insert or ignore into campaigns (client, contact, campaign) values ($client, $contact, $campaign)", ("client", call.Client), ("contact", call.Contact()["id"]), ("campaign", call.Required("campaign")));
        return Made("campaign", call.Required("campaign"));
    }

    public static Row CampaignRemove(CrmCall call)
    {
        call.Data.Run("delete from campaigns where contact = $contact and campaign = $campaign", ("contact", call.Contact()["id"]), ("campaign", call.Required("campaign")));
        return Made("campaign", call.Required("campaign"));
    }

    public static Row WorkflowTrigger(CrmCall call) => Made("runId", call.Data.Insert(
        "workflowRuns", ("client", call.Client), ("contact", call.Contact()["id"]), ("workflow", call.Required("workflow")), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row TaskCreate(CrmCall call) => Made("taskId", call.Data.Insert(
        "tasks", ("client", call.Client), ("contact", call.Contact()["id"]), ("title", call.Required("title")), ("dueAt", call.Field("dueAt")), ("reference", call.Field("reference")), ("at", call.At)));

    public static Row NoteCreate(CrmCall call) => Made("noteId", call.Data.Insert(
        "notes", ("client", call.Client), ("contact", call.Contact()["id"]), ("body", call.Required("body")), ("reference", call.Field("reference")), ("at", call.At)));

    /// <summary>Counts of what was made between two days, both included.</summary>
    public static Row Report(CrmCall call)
    {
        string table = call.Required("report") switch { "contacts" => "contacts", "messages" => "messages", "opportunities" => "opportunities", var other => throw new CrmException(400, $"There is no report {other}.") };
        var rows = call.Data.All(
            $"select substr(at, 1, 10) as day, count(*) as count from {table} where client = $client and substr(at, 1, 10) between $fromDay and $toDay group by 1 order by 1",
            ("client", call.Client), ("fromDay", call.Field("from") ?? "0000"), ("toDay", call.Field("to") ?? "9999"));
        var id = call.Data.Insert(
            "reports", ("client", call.Client), ("report", table), ("fromDay", call.Field("from")), ("toDay", call.Field("to")), ("content", JsonSerializer.Serialize(rows)), ("at", call.At));
        return new Row { ["reportId"] = id, ["rows"] = rows };
    }

    /// <summary>CSV of a table.</summary>
    public static string Export(CrmCall call)
    {
        string table = call.Required("what") switch { "contacts" => "contacts", "messages" => "messages", "opportunities" => "opportunities", var other => throw new CrmException(400, $"There is no export of {other}.") };
        var rows = call.Data.All($"select * from {table} where client = $client order by id", ("client", call.Client));
        var names = rows is [var first, ..] ? first.Keys.ToArray() : ["id"];
        return string.Join('\n', rows.Select(r => string.Join(',', names.Select(n => $"\"{r[n]?.ToString()?.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))).Prepend(string.Join(',', names))) + "\n";
    }

    /// <summary>One action on many contacts.</summary>
    public static Row Bulk(CrmCall call)
    {
        var (action, value) = (call.Required("action"), call.Field("value"));
        var statement = action switch
        {
            "tag" => "insert or ignore into tags (client, contact, tag) select client, id, $value from contacts where client = $client and id = $id",
            "campaign" => "insert or ignore into campaigns (client, contact, campaign) select client, id, $value from contacts where client = $client and id = $id",
            "delete" => "delete from contacts where client = $client and id = $id",
            _ => throw new CrmException(400, $"There is no bulk action {action}."),
        };
        var changed = call.List("contacts").Sum(id => call.Data.Run(statement, ("client", call.Client), ("id", id), ("value", value)));
        var run = call.Data.Insert(
            "bulkRuns", ("client", call.Client), ("action", action), ("value", value), ("changed", changed), ("reference", call.Field("reference")), ("at", call.At));
        return new Row { ["runId"] = run, ["changed"] = changed };
    }

    public static Row Sync(CrmCall call)
    {
        var records = call.Data.Count("select count(*) from contacts where client = $client", ("client", call.Client));
        var id = call.Data.Insert("syncs", ("client", call.Client), ("integration", call.Required("integration")), ("records", records), ("at", call.At));
        return new Row { ["syncId"] = id, ["records"] = records };
    }

    /// <summary>A checkbox sends <c>on</c>, and a hidden field <c>off</c> beside it.</summary>
    private static bool IsOn(string? value) => value?.StartsWith("on", StringComparison.Ordinal) == true || value is "true" or "True";

    private static Row Tags(CrmCall call) =>
        new() { ["tags"] = call.Data.All("select tag from tags where contact = $contact order by tag", ("contact", call.Contact()["id"])).Select(r => r["tag"]).ToArray() };

    private static Row Made(string name, string id) => new() { [name] = id };

    private static string Id(Row row) => Convert.ToString(row["id"])!;
}
