using System.Text.Json;
using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class PoolVerbTests(CliHost host)
{
    [Fact]
    public async Task The_pool_is_shown_scaled_and_its_instances_are_restarted()
    {
        await Eventually.HoldsAsync(async () => (await PoolAsync()).GetProperty("healthyInstances").GetInt32() >= 2, "the pool is up");
        var id = (await PoolAsync()).GetProperty("instances").EnumerateArray().First().GetProperty("id").GetString()!;

        var shown = (await host.RunAsync("pool")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var part in new[] { "Utilisation", "Succeeded", "Failed", "Peak MB: the most linear memory", "Limit MB: the most that a task on it was allowed" })
            shown.ShouldContain(part);
        (await host.RunAsync("pool", "restart", id)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain($"{id} serves again.");
        (await InstanceAsync(id)).GetProperty("incarnation").GetInt32().ShouldBe(2);

        (await host.RunAsync("pool", "scale", "--min", "3", "--max", "6")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("from 3 to 6");
        await Eventually.HoldsAsync(async () => (await PoolAsync()).GetProperty("healthyInstances").GetInt32() >= 3, "the pool has grown");
        (await host.RunAsync("pool", "scale", "--min", "2", "--max", "20")).ShouldEnd(ExitCodes.Ok);
    }

    [Fact]
    public async Task A_task_shows_in_the_figures_of_an_instance()
    {
        (await host.RunAsync("submit", "--kind", "code", "--operation", "analyze", "--payload", """{"language":"rs","content":"fn a() {}"}""", "--wait"))
            .ShouldEnd(ExitCodes.Ok);

        (await PoolAsync()).GetProperty("instances").EnumerateArray()
            .ShouldContain(i => i.GetProperty("performance").GetProperty("totalTasks").GetInt64() > 0 && i.GetProperty("memory").GetProperty("used").GetDouble() > 0);
        (await host.RunAsync("status", "wasm")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("poolSize");
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_reason()
    {
        (await host.RunAsync("pool", "scale", "--min", "9", "--max", "3")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("Max must be at least Min");
        var none = (await host.RunAsync("pool", "scale", "--size", "0")).ShouldEnd(ExitCodes.Rejected).Error;
        none.ShouldContain("size = 0: Instances, a whole number from 1 to 100.");
        none.ShouldNotContain("{");
        (await host.RunAsync("pool", "scale")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("Either size");
        (await host.RunAsync("pool", "restart", "wasm_nowhere")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("wasm_nowhere");
    }

    private async Task<JsonElement> PoolAsync() => (await host.RunAsync("pool", "--json")).ShouldEnd(ExitCodes.Ok).Json;

    private async Task<JsonElement> InstanceAsync(string id) =>
        (await PoolAsync()).GetProperty("instances").EnumerateArray().Single(i => i.GetProperty("id").GetString() == id);
}
