using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Conflicts out of JSON, or everything that is wrong with them. Pure.</summary>
internal static class ConflictReader
{
    /// <summary>The command itself.</summary>
    public static AskedConflict Read(JsonElement command, List<Violation> found)
    {
        var fields = new JsonFields(command, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var read = Read(fields, fields.Text("strategy"), byName: false, found);
        fields.RefuseMisspelt("A conflict");
        return read;
    }

    /// <summary>
    /// The payload of a <c>conflict_detected</c>: conflict and strategy. A field of the conflict that nobody knows is refused: it would tell nobody anything. What else stands beside it is
    /// for the receivers.
    /// </summary>
    public static AskedConflict ReadMessage(JsonElement payload, List<Violation> found)
    {
        var outer = new JsonFields(payload, "payload.", found);
        _ = (outer.Any("type"), outer.Any("requestId"));
        var strategy = outer.Text("strategy");
        var before = found.Count;
        if (outer.Object("conflict") is not { } fields)
        {
            if (found.Count == before)
                found.Add(new("payload.conflict", null, "Required: an object with swarmA and swarmB."));
            return new(null, null, new("", null, null), new("", null, null), strategy);
        }

        var own = fields.Text("strategy");
        var read = Read(fields, strategy ?? own, byName: true, found);
        fields.RefuseUnknown("A conflict");
        outer.RefuseMisplaced("The payload", new Dictionary<string, IReadOnlyList<string>> { ["conflict"] = ["conflictId", "swarmA", "swarmB"] });
        outer.RefuseMisspelt("The payload");
        return read;
    }

    /// <param name="byName">A party may be its id alone.</param>
    private static AskedConflict Read(JsonFields fields, string? strategy, bool byName, List<Violation> found)
    {
        var (id, type) = (fields.Text("conflictId"), fields.Text("type"));
        CommandRules.CheckId(id, fields.PathOf("conflictId"), required: false, found, reserved: false);
        var (a, b) = (Party(fields, "swarmA", byName, found), Party(fields, "swarmB", byName, found));
        if (found.Count == 0 && a.Id == b.Id)
            found.Add(new(fields.PathOf("swarmB.id"), b.Id, "Another swarm than swarmA."));
        return new(id, type, a, b, strategy);
    }

    private static Party Party(JsonFields fields, string name, bool byName, List<Violation> found)
    {
        if (byName && fields.Any(name) is { ValueKind: JsonValueKind.String } said)
        {
            CommandRules.CheckId(said.GetString(), fields.PathOf(name), required: true, found, reserved: false);
            return new(said.GetString()!, null, null);
        }

        var before = found.Count;
        if (fields.Object(name) is not { } party)
        {
            if (found.Count == before)
                found.Add(new(fields.PathOf(name), null, $"Required: an object with the swarm's id{(byName ? ", or the id" : "")}."));
            return new("", null, null);
        }

        var (id, created, priority) = (party.Text("id"), party.Text("createdAt"), party.Text("priority"));
        CommandRules.CheckId(id, party.PathOf("id"), required: true, found, reserved: false);
        var at = created is null ? null : IsoTime.Parse(created);
        if (created is not null && at is null)
            found.Add(new(party.PathOf("createdAt"), PayloadRules.Cut(created), IsoTime.Rule));
        party.RefuseMisspelt("A party");
        return new(id ?? "", priority, at);
    }
}

/// <param name="Id">Null: none was given.</param>
internal sealed record AskedConflict(string? Id, string? Type, Party A, Party B, string? Strategy);
