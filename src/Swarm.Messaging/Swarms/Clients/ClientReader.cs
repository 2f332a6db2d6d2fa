using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>What hosts outside say, out of JSON, and the rules it obeys.</summary>
internal static partial class ClientReader
{
    private const int DefaultMessages = 100;

    // What the store's scripts count exactly.
    private const long MostSequence = 1L << 52;

    public static ReadSync Sync(JsonFields fields, List<Violation> found)
    {
        var (hostId, session) = Who(fields, found);
        var wait = Within(fields, "waitSeconds", SyncSwarmHost.MostWait, 0, found);
        var most = Within(fields, "maxMessages", SyncSwarmHost.MostMessages, DefaultMessages, found);
        var capacity = Within(fields, "capacity", SyncSwarmHost.MostSwarms, 0, found);
        var failures = Within(fields, "failures", 1_000_000, 0, found);
        var sequence = fields.Whole("sequence");
        if (sequence is < 1 or > MostSequence)
            found.Add(new("sequence", $"{sequence}", $"A whole number from 1 to {MostSequence}."));
        // Without a session a restart could not be told from what comes late.
        var number = session.Length > 0 ? sequence ?? 0 : 0;
        var beats = Each(fields, "beats", found, one =>
        {
            var (swarm, term) = (one.Text("swarmId"), one.Whole("term"));
            CommandRules.CheckId(swarm, "swarmId", required: true, found, reserved: false);
            if (term is null or < 0)
                one.Refuse("term", term?.ToString(), "The whole number that came with the swarm.");
            return new SwarmBeat(swarm ?? "", term ?? 0);
        });
        var handled = Each(fields, "acknowledged", found, one =>
        {
            var (swarm, position) = (one.Text("swarmId"), one.Text("position"));
            CommandRules.CheckId(swarm, "swarmId", required: true, found, reserved: false);
            if (position is null || !Position().IsMatch(position))
                one.Refuse("position", position is null ? null : PayloadRules.Cut(position), "As it came with the message, e.g. 1767322985000-0.");
            return new HandledMessage(swarm ?? "", position ?? "");
        });
        return new ReadSync(
            new ClientSync(hostId, session, capacity, TimeSpan.FromSeconds(wait), beats, handled, failures, most > 0 ? number : null), most, fields.Flag("again") ?? false, Ids(fields, "skip", found) ?? []);
    }

    public static (string HostId, string Session, IReadOnlyList<string>? SwarmIds) Leave(JsonFields fields, List<Violation> found)
    {
        var (hostId, session) = Who(fields, found);
        return (hostId, session, Ids(fields, "swarmIds", found));
    }

    private static (string HostId, string Session) Who(JsonFields fields, List<Violation> found)
    {
        var (hostId, session) = (fields.Text("hostId"), fields.Text("session"));
        CommandRules.CheckId(hostId, "hostId", required: true, found, reserved: false);
        CommandRules.CheckId(session, "session", required: false, found, reserved: false);
        return (hostId ?? "", session ?? "");
    }

    private static int Within(JsonFields fields, string name, int most, int absent, List<Violation> found)
    {
        var value = fields.Small(name) ?? absent;
        if (value >= 0 && value <= most)
            return value;
        found.Add(new(name, $"{value}", $"A whole number from 0 to {most}."));
        return absent;
    }

    private static List<T> Each<T>(JsonFields fields, string name, List<Violation> found, Func<JsonFields, T> read)
    {
        var list = fields.List(name);
        if (list is not { } given || IsTooLong(name, given.GetArrayLength(), found))
            return [];
        var all = new List<T>();
        foreach (var (one, n) in given.EnumerateArray().Select((e, n) => (e, n)))
        {
            if (one.ValueKind == JsonValueKind.Object)
            {
                var entry = new JsonFields(one, $"{name}[{n}].", found);
                all.Add(read(entry));
                entry.RefuseMisspelt($"An entry of {name}");
            }
            else
            {
                found.Add(new($"{name}[{n}]", PayloadRules.Show(one), "An object."));
            }
        }

        return all;
    }

    private static IReadOnlyList<string>? Ids(JsonFields fields, string name, List<Violation> found)
    {
        var ids = fields.Texts(name);
        if (ids is null || IsTooLong(name, ids.Count, found))
            return null;
        foreach (var id in ids)
            CommandRules.CheckId(id, name, required: true, found, reserved: false);
        return ids;
    }

    private static bool IsTooLong(string name, int count, List<Violation> found)
    {
        if (count <= SyncSwarmHost.MostSwarms)
            return false;
        found.Add(new(name, $"{count} entries", $"At most {SyncSwarmHost.MostSwarms} entries.", "too_large"));
        return true;
    }

    [GeneratedRegex("^[0-9]{1,19}-[0-9]{1,19}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Position();
}

/// <param name="Most">Messages at most.</param>
/// <param name="Again">Everything that is not acknowledged comes again.</param>
/// <param name="Skip">Swarms that have enough in hand.</param>
internal sealed record ReadSync(ClientSync Sync, int Most, bool Again, IReadOnlyList<string> Skip);
