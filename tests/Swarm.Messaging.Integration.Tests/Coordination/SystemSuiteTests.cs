using System.Text.Json;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>
/// The whole for code tasks in one go: a host with its WebAssembly pool, an agent beside it, good work, wrong work and modules that really
/// trap. A line is printed for each part; the test fails with the first that does not hold.
/// </summary>
public sealed class SystemSuiteTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Rust = "use std::fmt;\nfn main() { let x = 1; println!(\"{}\", x); }\n";

    private readonly HttpHost host = new();
    private IHost agent = null!;
    private int line;

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token) = ("suite", host.Host.Address, host.Host.Token);
            o.Handle("code", "*", (_, _) => Task.FromResult(AgentResult.Ok()));
        });
        agent = builder.Build();
    }

    public async Task DisposeAsync()
    {
        await agent.StopAsync();
        agent.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Eleven_lines_hold()
    {
        await agent.StartAsync();
        await Eventually.HoldsAsync(async () => (await StatusAsync("routing")).GetProperty("activeAgents").GetInt32() == 1, "the agent is known");
        (await host.Api.GetAsync("/health/ready")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        Holds("start: a host with its pool, and an agent");

        await CompletesAsync("create", "test.js", "normal", new { templateText = "// {{name}}\n", parameters = new { name = "run" } });
        Holds("create test.js");
        await CompletesAsync("optimize", "main.rs", "high", new { content = Rust });
        Holds("optimize main.rs");
        await CompletesAsync("refactor", "script.py", "low", new { content = "def f(total):\n    return total\n", symbol = "total", newName = "sum_of" });
        Holds("refactor script.py");

        var pooled = await Task.WhenAll(
            CompletesAsync("optimize", "performance.rs", "high", new { content = Rust }),
            CompletesAsync("compile", "native.cpp", "normal", new { content = "int main() { return 0; }" }));
        Holds($"pool: performance.rs on {pooled[0]}, native.cpp on {pooled[1]}");

        var refused = await host.Api.PostAsync("/api/tasks", """{"kind":"code","payload":{"filePath":"a.js"}}""");
        refused.Json.GetRawText().ShouldContain("must have type or operation");
        Holds("a task without type is refused");

        await AddAsync(FaultyModules.Panics, "rs:test");
        await AddAsync(FaultyModules.NeedsMemory, "rs:edit");
        var panicked = await EndAsync(await SubmitAsync("test", "panic.rs", "normal", new { module = FaultyModules.Panics }));
        Attempts(panicked).ShouldBe(["failed", "failed", "failed", "failed", "succeeded"]);
        Holds($"panic.rs: four executions in WebAssembly, then {panicked.GetProperty("routing").GetProperty("fallbackType").GetString()}");
        var grown = await EndAsync(await SubmitAsync("edit", "memory.rs", "normal", new { module = FaultyModules.NeedsMemory }));
        Attempts(grown).ShouldBe(["failed", "succeeded"]);
        Holds("memory.rs: recovered with more memory");

        var load = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CompletesAsync(
            i % 2 == 0 ? "create" : "edit", $"load{i}.{(i % 3 == 0 ? "rs" : "js")}", i % 4 == 0 ? "high" : "normal",
            i % 2 == 0
                ? new { templateText = "// {{name}}\n", parameters = new { name = "run" } }
                : new { content = i % 3 == 0 ? "fn f() {}\n" : "function f() {}\n", edits = new[] { new { op = "insertBefore", name = "f", text = i % 3 == 0 ? "fn g() {}" : "function g() {}" } } })));
        load.Length.ShouldBe(8);
        Holds($"load: 8 of 8 completed, {load.Count(t => t.StartsWith("code-", StringComparison.Ordinal))} in WebAssembly, 3 of them in its favour");

        await Task.WhenAll(
            CompletesAsync("compile", "heavy.cpp", "high", new { content = "int main() {}" }),
            CompletesAsync("analyze", "light.js", "low", new { content = "let a = 1;" }));
        Holds("resources: heavy.cpp and light.js");

        await CompletesAsync("create", "redis-test.js", "normal", new { templateText = "// {{name}}\n", parameters = new { name = "run" } });
        var redis = host.Get<IConnectionMultiplexer>().GetDatabase();
        await Eventually.HoldsAsync(
            async () => await redis.KeyExistsAsync("swarm:phase-5:routing-table") && await redis.KeyExistsAsync("swarm:phase-5:coordinator-stats"), "both keys are there");
        Holds("routing-table and coordinator-stats are there");

        await FiguresAsync(pooled.Length + load.Length);
    }

    /// <summary>Both faulty tasks ended well all the same: one by recovery, one at the agent.</summary>
    private async Task FiguresAsync(int least)
    {
        await Eventually.HoldsAsync(async () => (await StatusAsync("errors")).GetProperty("recoveredErrors").GetInt32() >= 1, "the recovery is counted");
        var (errors, whole) = (await StatusAsync("errors"), (await StatusAsync("coordinator")).GetProperty("coordinator"));
        errors.GetProperty("totalErrors").GetInt32().ShouldBeGreaterThanOrEqualTo(2);
        errors.GetProperty("fallbackActivated").GetInt32().ShouldBe(1);
        whole.GetProperty("totalTasks").GetInt32().ShouldBeGreaterThan(least);
        whole.GetProperty("successRate").GetDouble().ShouldBe(1, "of the tasks that met an error, all were completed");
        whole.GetProperty("avgTaskDuration").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        output.WriteLine(
            $"errors {errors.GetProperty("totalErrors")}, recovered {errors.GetProperty("recoveredErrors")}, fallbacks {errors.GetProperty("fallbackActivated")}, "
            + $"average duration {whole.GetProperty("avgTaskDuration")} ms, wasm {(await StatusAsync("wasm")).GetRawText()[..Math.Min(400, (await StatusAsync("wasm")).GetRawText().Length)]}");
    }

    private static List<string> Attempts(JsonElement task) => [.. task.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()!)];

    private async Task AddAsync(string module, string pairs)
    {
        using var body = new ByteArrayContent(FaultyModules.Bytes(module));
        var answer = await host.Api.Http.PutAsync($"/api/modules/{module}?pairs={pairs}", body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(
            async () => (await StatusAsync("placement")).GetProperty("targets").EnumerateArray()
                .Any(t => t.GetProperty("type").GetString() == "pool" && t.GetProperty("capabilities").EnumerateArray().Any(c => c.GetString() == $"code/{pairs}")),
            $"the pool offers {pairs}");
    }

    /// <returns>The target it ran on.</returns>
    private async Task<string> CompletesAsync(string type, string file, string priority, object payload)
    {
        var task = await EndAsync(await SubmitAsync(type, file, priority, payload));
        task.GetProperty("state").GetString().ShouldBe("Completed", $"{type} {file}: {task}");
        return task.GetProperty("attempts")[0].GetProperty("targetId").GetString()!;
    }

    private async Task<string> SubmitAsync(string type, string file, string priority, object payload)
    {
        var fields = JsonSerializer.SerializeToNode(payload)!.AsObject();
        fields["filePath"] = file;
        var answer = await host.Api.PostAsync("/api/tasks", JsonSerializer.Serialize(new { kind = "code", type, priority, payload = fields }));
        answer.Json.TryGetProperty("taskId", out var id).ShouldBeTrue($"{type} {file}: {answer.Json}");
        return id.GetString()!;
    }

    private async Task<JsonElement> EndAsync(string id)
    {
        JsonElement task = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                task = (await host.Api.GetAsync($"/api/tasks/{id}")).Json;
                return task.TryGetProperty("endedAt", out _);
            },
            $"{id} ends", TimeSpan.FromSeconds(90));
        return task;
    }

    private async Task<JsonElement> StatusAsync(string area) => (await host.Api.GetAsync($"/api/status/{area}")).Json.GetProperty("areas").GetProperty(area);

    private void Holds(string what) => output.WriteLine($"{++line,2} ok  {what}");
}
