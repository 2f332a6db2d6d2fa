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

    [Fact]
    public async Task Distribution_runs_with_agents_on_the_bus_and_finds_nothing_lost_among_failures()
    {
        var report = (await CliRun.OfAsync("bench", "distribution", "--count", "2000", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        report.GetProperty("settings").GetProperty("tasks").GetInt32().ShouldBe(200);
        var results = report.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("value").GetDouble());
        results.Keys.ShouldBe(
        [
            "queue_volume_cold_ms", "queue_volume_ms", "queue_per_s", "queue_cpu_s_per_1000", "place_per_s", "drain_per_s", "drain_cpu_s_per_1000", "batch_extra_p50_ms", "batch_extra_ms",
            "fairness_alone_ms", "fairness_beside_ms", "fairness_ratio", "mix_tasks_per_s", "affinity_hit_rate", "task_success_rate", "retry_success_rate", "retry_rate",
            "session_health_avg", "session_active_max", "choose_p50_ms", "choose_p99_ms", "ping_p50_ms", "ping_p99_ms", "choose_and_end_per_s", "choose_affinity_hit_rate",
            "insert_us_few", "insert_us_many", "insert_growth", "hand_over_us_few", "hand_over_us_many", "hand_over_growth",
        ], ignoreOrder: true);
        results["task_success_rate"].ShouldBeGreaterThan(0.95);
        results["retry_success_rate"].ShouldBeGreaterThan(0.8);
        results["session_health_avg"].ShouldBeGreaterThan(0.85);
        results["session_active_max"].ShouldBeInRange(1, 5);
    }
    [Fact]
    public async Task Swarms_runs_and_every_message_comes_once()
    {
        var report = (await CliRun.OfAsync("bench", "swarms", "--count", "5", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        report.GetProperty("settings").GetProperty("messages").GetInt32().ShouldBe(100);
        report.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(
            ["leader_ms_5", "register_per_s_5", "idle_swarm_kb_5", "heartbeat_round_ms_5", "message_p50_ms_5", "message_p99_ms_5", "redis_connections_5"]);
    }
}
