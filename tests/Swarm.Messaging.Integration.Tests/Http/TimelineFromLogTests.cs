using System.Text.Json;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>The log alone tells the life of each task.</summary>
[Collection(HttpCollection.Name)]
public sealed class TimelineFromLogTests(HttpHost host)
{
    private const string Secret = "payload-that-no-log-may-hold";

    [Fact]
    public async Task Each_timeline_can_be_rebuilt_from_the_log_file()
    {
        var api = host.Api;
        await api.PostAsync("/api/tasks", $$"""{"taskId":"log-good","kind":"basic","operation":"echo","payload":"{{Secret}}"}""");
        await api.PostAsync("/api/tasks", """{"taskId":"log-retry","kind":"basic","operation":"fail","payload":{"untilAttempt":2}}""");
        await api.PostAsync("/api/tasks", """{"taskId":"log-dead","kind":"basic","operation":"fail","payload":{"retryable":false}}""");
        await api.PostAsync("/api/tasks", """{"taskId":"log-cancel","kind":"basic","operation":"sleep","payload":{"ms":600000}}""");
        await api.PostAsync("/api/tasks/log-cancel/cancel", """{"reason":"no need"}""");

        foreach (var (id, state) in new[] { ("log-good", "Completed"), ("log-retry", "Completed"), ("log-dead", "DeadLettered"), ("log-cancel", "Cancelled") })
        {
            var task = await api.GetAsync($"/api/tasks/{id}?wait=90");
            task["state"].ShouldBe(state);
            var told = task.Json.GetProperty("timeline").EnumerateArray()
                .Select(t => new Step(Whole(t, "version"), Text(t, "event"), Text(t, "from"), Text(t, "to"), Whole(t, "attempt"), Text(t, "targetId"), Text(t, "reason")))
                .ToList();

            // Logged after the commit that the API shows.
            await Eventually.HoldsAsync(() => FromLog(id).SequenceEqual(told), $"the log tells of {id}: {string.Join("; ", told)}");
        }

        HostLogFile.Lines(host.Data).ShouldAllBe(line => !line.Contains(Secret, StringComparison.Ordinal));
        HostLogFile.Lines(host.Data).ShouldAllBe(line => !line.Contains(host.Host.Token, StringComparison.Ordinal));
    }

    private List<Step> FromLog(string id) =>
    [
        .. HostLogFile.Lines(host.Data).Where(l => l.EndsWith('}') && l.Contains($"\"{id}\"", StringComparison.Ordinal)).Select(l => JsonElement.Parse(l))
            .Where(e => Text(e, "SagaType") == "task" && Text(e, "SagaId") == id && e.TryGetProperty("FromState", out _))
            .Select(e => new Step(
                Whole(e, "Version"), Text(e, "Event"), Text(e, "FromState") is "None" ? null : Text(e, "FromState"), Text(e, "ToState"),
                Whole(e, "Attempt"), Text(e, "TargetId"), Text(e, "Reason")))
            .OrderBy(s => s.Version),
    ];

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Whole(JsonElement e, string name) => e.GetProperty(name).GetInt64();

    private sealed record Step(long Version, string? Event, string? From, string? To, long Attempt, string? TargetId, string? Reason);
}
