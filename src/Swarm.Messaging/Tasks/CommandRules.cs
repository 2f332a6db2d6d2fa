using System.Buffers;
using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>Rules that commands share.</summary>
internal static partial class CommandRules
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "leader", "global", "index", "metrics", "status", "state", "snapshot", "checkpoint", "archive", "coordination", "agents",
        "tasks", "events", "resources", "message", "phase-5", "available", "wasm", "wasm-instances",
    };

    /// <summary>Joins the parts of ids that the system makes, and stands in none that callers choose: what is made is nobody else's.</summary>
    public const char Joint = '~';

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static CommandRejected? Judge(CancelTask command) => JudgeId(nameof(CancelTask), command.TaskId, command.Reason);

    public static CommandRejected? Judge(ReplayTask command) => JudgeId(nameof(ReplayTask), command.TaskId, command.Reason);

    public static CommandRejected? Judge(GetTask command) => JudgeId(nameof(GetTask), command.TaskId, null);

    /// <param name="made">Whether it may be one that the system has made.</param>
    public static void CheckId(string? id, string field, bool required, List<Violation> found, bool reserved = true, bool made = false)
    {
        if (id is null)
        {
            if (required)
                found.Add(new(field, null, "Required."));
        }
        else if (reserved && Reserved.Contains(id))
        {
            found.Add(new(field, id, $"The word {id} is reserved for the system's own names; choose another id.", "reserved_id"));
        }
        else if (id is "." or "..")
        {
            found.Add(new(field, id, "A path of . or .. leads elsewhere, so nothing could be named by it; choose another id.", "reserved_id"));
        }
        else if (!(made ? MadeId() : Id()).IsMatch(id))
        {
            found.Add(new(field, id.Length > 100 ? id[..100] + "..." : id, IdRule(id), id.Contains(Joint) ? "reserved_id" : "invalid"));
        }
    }

    /// <summary>A client's id. What has the name of those without a client has none: nothing would be counted, kept apart or logged in for it.</summary>
    public static void CheckClient(string? client, string field, List<Violation> found)
    {
        if (client == SubmissionRules.DefaultClient)
            found.Add(new(field, client, $"The word {client} is reserved for work without a client; leave the client out, or choose another id.", "reserved_id"));
        else
            CheckId(client, field, required: false, found, reserved: false);
    }

    /// <summary>One line of text: what a form drops or a terminal obeys stands in no key, name or reason.</summary>
    public static void CheckPrintable(string? text, string field, List<Violation> found)
    {
        if (text is not null && text.FirstOrDefault(char.IsControl) is var c && text.Any(char.IsControl))
            found.Add(new(field, string.Concat(text.Take(100).Select(t => char.IsControl(t) ? $"\\u{(int)t:x4}" : $"{t}")), $"One line without control characters; this has {Named(c)}."));
    }

    public static CommandRejected Reject(string command, string? taskId, IReadOnlyList<Violation> found) => Rejected(command, taskId, Once(found));

    /// <summary>One of a wrong type is missing to whoever needs it: that is one fault, and said by what was given.</summary>
    private static IReadOnlyList<Violation> Once(IReadOnlyList<Violation> found) =>
        [.. found.Distinct().Where(v => v.Value is not null || !found.Any(other => other.Field == v.Field && other.Value is not null))];

    private static CommandRejected Rejected(string command, string? taskId, IReadOnlyList<Violation> found) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = found.Select(v => v.Code).FirstOrDefault(c => c != "invalid") ?? "invalid",
        Message = $"{command} was refused and changed nothing: "
            + string.Join(" ", found.Select(v => $"{v.Field} is {(v.Value is null ? "missing" : $"'{v.Value}'")}: {v.Rule}")),
        Violations = [.. found.Select(v => new FieldViolation(v.Field, v.Value, v.Rule, v.Code))],
    };

    private static CommandRejected? JudgeId(string command, string? taskId, string? reason)
    {
        var found = new List<Violation>();
        CheckId(taskId, "taskId", required: true, found, reserved: false, made: true);
        if (reason is { Length: > 500 })
            found.Add(new("reason", reason[..100] + "...", "At most 500 characters."));
        else if (reason == SystemReasons.TakenBack)
            found.Add(new("reason", reason, "The system says so itself of a task that goes to another swarm; say it in other words.", "reserved_reason"));
        else
            CheckPrintable(reason, "reason", found);
        return found.Count == 0 ? null : Reject(command, taskId, found);
    }

    private static string IdRule(string id)
    {
        var at = id.AsSpan().IndexOfAnyExcept(Allowed);
        return at < 0
            ? $"1 to 128 characters; this has {id.Length}."
            : id[at] == Joint ? $"{Joint} stands only in ids that the system makes itself, such as those of a workflow's tasks; choose another id."
            : $"Only A-Z a-z 0-9 . _ - may stand in an id; this has the character {Named(id[at])}.";
    }

    // Of one that cannot be seen the quotes would seem empty.
    private static string Named(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"'{c}'";

    [GeneratedRegex("^[A-Za-z0-9._-]{1,128}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Za-z0-9._~-]{1,128}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex MadeId();
}
