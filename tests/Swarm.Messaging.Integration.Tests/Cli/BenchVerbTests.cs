using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>A benchmark checks its own result; that it still runs is checked here, with as little as it can do.</summary>
[Collection(CliCollection.Name)]
public sealed class BenchVerbTests
{
    [Fact]
    public async Task Routing_runs_and_finds_nothing_lost()
    {
        var report = (await CliRun.OfAsync("bench", "routing", "--count", "20", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        report.GetProperty("scenario").GetString().ShouldBe("routing");
        report.GetProperty("settings").GetProperty("mixedTasks").GetInt32().ShouldBe(20);
        report.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(
        [
            "rank_200_us", "rank_200_weighted_round_robin_us", "rank_200_resource_based_us", "select_p50_ms", "select_p99_ms", "fallback_routing_ms",
            "fallback_ms", "fallback_p99_ms", "mixed_tasks_per_s", "mixed_success_rate", "mixed_recovery_rate", "mixed_utilisation", "mixed_task_avg_ms",
        ], ignoreOrder: true);
        report.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("name").GetString() == "mixed_success_rate").GetProperty("value").GetDouble().ShouldBe(1);
    }
}
