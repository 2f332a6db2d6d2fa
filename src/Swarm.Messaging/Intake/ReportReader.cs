using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>
/// Reports out of plain JSON that anybody may have written. One that cannot be read is kept as a report of no known kind, with the reason, so that
/// the others of its message count and it is found among the rejected.
/// </summary>
internal static class ReportReader
{
    /// <summary>The kind of a report that could not be read.</summary>
    public const string Unreadable = "unreadable";

    private const int ShownBody = 200;

    public static TaskReports Read(ReadOnlyMemory<byte> body)
    {
        var parsed = ParsedBody.Of(body);
        if (parsed.Malformed is { } why)
            return new TaskReports { Reports = [Broken("-", why + " It begins: " + Begin(body))] };
        if (!parsed.Message.TryGetProperty("reports", out var list) || list.ValueKind != JsonValueKind.Array)
            return new TaskReports { Reports = [Broken("-", "reports is missing or no list. The body begins: " + Begin(body))] };
        var target = parsed.Message.TryGetProperty("targetId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        return new TaskReports { TargetId = target, Reports = [.. list.EnumerateArray().Select(ReadOne)] };
    }

    private static TaskReport ReadOne(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Broken("-", $"A report is {PayloadRules.Show(json)}; it must be an object.");
        var found = new List<Violation>();
        var fields = new JsonFields(json, "", found);
        var error = fields.Object("error");
        var report = new TaskReport
        {
            TaskId = fields.Text("taskId") ?? "-",
            LeaseToken = fields.Text("leaseToken") ?? "",
            Attempt = fields.Small("attempt") ?? 0,
            Kind = fields.Text("kind") ?? "",
            Result = fields.Any("result") is { ValueKind: not JsonValueKind.Null } result ? result : null,
            Reason = fields.Text("reason"),
            Fraction = Fraction(fields, found),
            Text = fields.Text("text") is { Length: > 200 } text ? text[..200] : fields.Text("text"),
            RateLimit = RateLimit(fields.Any("rateLimit")),
            Error = error is null ? null : new TaskError(
                error.Text("type") ?? "unknown", error.Text("message") ?? "The agent gave no message.", error.Text("stack"),
                error.Flag("retryable") ?? true, error.Text("instanceId"), error.Flag("fallback") ?? false, error.Flag("inDoubt")),
        };
        return found.Count == 0 ? report : Broken(report.TaskId, string.Join(" ", found.Select(v => $"{v.Field} is {v.Value}: {v.Rule}")));
    }

    private static double? Fraction(JsonFields fields, List<Violation> found)
    {
        if (fields.Any("fraction") is not { ValueKind: not JsonValueKind.Null } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1)
            return value.GetDouble();
        found.Add(new("fraction", PayloadRules.Show(value), "A number from 0 to 1."));
        return null;
    }

    /// <summary>An aside of the report: what of it cannot be read is as if it were not said.</summary>
    private static RateLimitFeedback? RateLimit(JsonElement? said)
    {
        if (said is not { ValueKind: JsonValueKind.Object } json)
            return null;
        var fields = new JsonFields(json, "rateLimit.", []);
        return new RateLimitFeedback
        {
            Key = fields.Text("key"), Limit = fields.Small("limit"), Remaining = fields.Small("remaining"), IntervalMs = fields.Whole("intervalMs"),
            ResetMs = fields.Whole("resetMs"), DailyLimit = fields.Small("dailyLimit"), DailyRemaining = fields.Small("dailyRemaining"),
            RetryAfterMs = fields.Whole("retryAfterMs"),
        };
    }

    private static TaskReport Broken(string taskId, string why) => new() { TaskId = taskId, LeaseToken = Unreadable, Kind = Unreadable, Reason = why };

    private static string Begin(ReadOnlyMemory<byte> body) => System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, ShownBody)]);
}
