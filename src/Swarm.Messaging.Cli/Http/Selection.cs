using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Which of many an operator means. Exactly one way of saying it, and nothing unknown: a selection must not be a guess.</summary>
internal sealed record Selection(IReadOnlyList<string>? TaskIds, bool All, long? OlderThanHours, string? Client, string? Reason)
{
    public const int MaxIds = 1_000;

    /// <param name="ages">Whether <c>olderThanHours</c> can be used.</param>
    /// <param name="ids">Whether <c>taskIds</c> and <c>client</c> can be used.</param>
    public static Selection? Read(ReadOnlyMemory<byte> body, List<Violation> found, bool ages, bool ids = true)
    {
        var parsed = ParsedBody.Of(body);
        if (parsed.Fault is { } fault)
        {
            found.Add(fault);
            return null;
        }

        var fields = new JsonFields(parsed.Message, "", found);
        var selection = new Selection(
            ids ? fields.Texts("taskIds") : null,
            fields.Flag("all") == true,
            ages ? fields.Whole("olderThanHours") : null,
            ids ? fields.Text("client") : null,
            fields.Text("reason"));
        found.AddRange(fields.Unknown().Select(u => new Violation("body", $"{body.Length} bytes", u)));
        if (Ways(selection) != 1)
            found.Add(new("body", Ways(selection) == 0 ? null : Given(selection), $"Exactly one of {(ids ? "taskIds, " : "")}{(ages ? "olderThanHours, " : "")}all: true."));
        if (selection.TaskIds is { Count: 0 or > MaxIds } list)
            found.Add(new("taskIds", $"{list.Count} entries", $"1 to {MaxIds} ids."));
        if (selection.OlderThanHours is < 0 or > 1_000_000)
            found.Add(new("olderThanHours", $"{selection.OlderThanHours}", "0 to 1,000,000."));
        if (selection.Reason is { Length: > 500 })
            found.Add(new("reason", selection.Reason[..100] + "...", "At most 500 characters."));
        foreach (var id in (selection.TaskIds ?? []).Take(MaxIds))
            CommandRules.CheckId(id, "taskIds", required: true, found, reserved: false, made: true);
        return found.Count == 0 ? selection : null;
    }

    private static string Given(Selection s) => string.Join(" and ", (string[])[
        .. s.TaskIds is null ? (string[])[] : ["taskIds"], .. s.All ? (string[])["all"] : [], .. s.OlderThanHours is null ? (string[])[] : ["olderThanHours"]]);

    private static int Ways(Selection s) => (s.TaskIds is null ? 0 : 1) + (s.All ? 1 : 0) + (s.OlderThanHours is null ? 0 : 1);
}
