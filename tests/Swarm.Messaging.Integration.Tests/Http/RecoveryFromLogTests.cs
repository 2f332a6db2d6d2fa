using System.Text.Json;
using Swarm.Messaging.Tests.Wasm.Faulty;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>
/// What a recovery was, from the log file alone, by the id of the task: how the failure was classed, by which strategy it was answered,
/// what each action did with old and new value, the next execution, and how it ended.
/// </summary>
[Collection(HttpCollection.Name)]
public sealed class RecoveryFromLogTests(HttpHost host)
{
    [Fact]
    public async Task The_whole_story_of_a_recovery()
    {
        await AddAsync(FaultyModules.NeedsMemory);
        await host.Api.PostAsync("/api/tasks", Task("story-good", FaultyModules.NeedsMemory));
        (await host.Api.GetAsync("/api/tasks/story-good?wait=90"))["state"].ShouldBe("Completed");
        await Eventually.HoldsAsync(() => Told("story-good").Any(l => l.Contains("is recovered from")), "its end is logged");

        var story = Told("story-good");

        var instance = story.Single(l => l.StartsWith("Execution 1 ", StringComparison.Ordinal)).Split("instance ")[1].Split(',')[0];
        story.Select(l => l.Split(" in ")[0]).ShouldBe(
        [
            $"Execution 1 of story-good failed: memory_error (high), trap Unreachable, instance {instance}, straight to fallback False. Operation 'test' ran out of memory or left it (trap Unreachable) with 127 of 128 MB",
            "Failed, attempt 1: memory_error, memory_recovery 1 (128 -> 192 MB): next execution",
            $"Recovery of story-good, execution 2: memory_recovery, recovery 1 from memory_error on the instance {instance}; next with 192 MB, 30000 ms, []",
            $"Recovery action increase_memory for story-good, execution 2, instance {instance}: done",
            $"Recovery action cleanup_cache for story-good, execution 2, instance {instance}: done",
            $"Recovery action restart_instance for story-good, execution 2, instance {instance}: done",
            "Succeeded, attempt 2: ",
            "story-good is recovered from memory_error by memory_recovery",
        ]);
    }

    [Fact]
    public async Task The_whole_story_of_a_recovery_that_does_not_help()
    {
        await AddAsync(FaultyModules.LoopsForEver);
        // Nowhere else: it ends as a dead letter.
        await host.Api.PostAsync("/api/tasks", Task("story-bad", FaultyModules.LoopsForEver, ""","requires":["wasm"],"timeoutMs":200"""));
        (await host.Api.GetAsync("/api/tasks/story-bad?wait=90"))["state"].ShouldBe("DeadLettered");
        await Eventually.HoldsAsync(() => Told("story-bad").Any(l => l.StartsWith("Critical failure", StringComparison.Ordinal)), "its end is logged");

        var story = Told("story-bad");

        story.Count(l => l.StartsWith("Execution ", StringComparison.Ordinal) && l.Contains("failed: timeout (medium)")).ShouldBe(3);
        story.Where(l => l.StartsWith("Failed, ", StringComparison.Ordinal)).ShouldBe(
        [
            "Failed, attempt 1: timeout, timeout_recovery 1 (0.2 -> 0.3 s, +reduceMemoryUsage, +enableFastPath, +optimizeLoops): next execution in 0 s",
            "Failed, attempt 2: timeout, timeout_recovery 2 (0.3 -> 0.45 s): next execution in 2 s",
            "Failed, attempt 3: retries_exhausted: timeout",
        ]);
        foreach (var action in (string[])["extend_timeout", "optimize_execution", "retry_with_adjustments"])
            story.Count(l => l.StartsWith($"Recovery action {action} for story-bad", StringComparison.Ordinal)).ShouldBe(2);
    }

    private static string Task(string id, string module, string more = "") =>
        $$"""{"taskId":"{{id}}","kind":"code","operation":"test","payload":{"language":"py","content":"x","module":"{{module}}"}{{more}}}""";

    private async Task AddAsync(string module)
    {
        using var body = new ByteArrayContent(FaultyModules.Bytes(module));
        (await host.Api.Http.PutAsync($"/api/modules/{module}?pairs=py:test", body)).IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>Every line with the task's id, in order: ends of executions as the saga has them, the others as they read.</summary>
    private List<string> Told(string id) =>
    [
        .. HostLogFile.Lines(host.Data).Where(l => l.EndsWith('}') && l.Contains($"\"{id}\"", StringComparison.Ordinal)).Select(l => JsonElement.Parse(l))
            .Where(e => !e.TryGetProperty("FromState", out _) || e.GetProperty("Event").GetString() is "Failed" or "Succeeded")
            .Select(e => e.TryGetProperty("FromState", out _)
                ? $"{e.GetProperty("Event")}, attempt {e.GetProperty("Attempt")}: {(e.TryGetProperty("Reason", out var reason) ? reason : default)}"
                : Rendered(e)),
    ];

    /// <summary>The template with its values, as a reader of the compact form puts it together.</summary>
    private static string Rendered(JsonElement e) => System.Text.RegularExpressions.Regex.Replace(
        e.GetProperty("@mt").GetString()!, @"\{(\w+)(?::[^}]*)?\}", hole => e.TryGetProperty(hole.Groups[1].Value, out var value) ? value.ToString() : "");
}
