using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasm.Recovery.Instances;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>Failing modules in the real pool, attempt after attempt as the ladder says, until they work or nothing is left.</summary>
public sealed class PoolRecoveryTests(StoreRedis redis) : IClassFixture<StoreRedis>, IDisposable
{
    private const int Normal = 10;

    private readonly string folder = Directory.CreateTempSubdirectory("swarm-recovery-").FullName;
    private readonly LogLines log = new();
    private string first = "";

    [Fact]
    public async Task Memory_grows_until_it_is_enough_and_the_result_is_the_result()
    {
        await using var world = await StartAsync(FaultyModules.NeedsMemory);

        var (outcomes, orders) = await RunAsync(world, "t", timeoutMs: 30_000);

        outcomes.Count.ShouldBe(2);
        outcomes[0].ShouldBeOfType<ExecutionOutcome.Failed>().Message.ShouldContain("of 128 MB");
        JsonElement.Parse(outcomes[1].ShouldBeOfType<ExecutionOutcome.Succeeded>().Result.Span).GetProperty("ok").GetBoolean().ShouldBeTrue();
        orders.ShouldHaveSingleItem().MemoryLimitMb.ShouldBe(192);
        await world.CountsAsync(f => f is { RecoveredErrors: 1, TotalErrors: 1, RecoveryRate: 1, ActiveRecoveries: 0 }, "it is recovered");
    }

    [Fact]
    public async Task Memory_that_is_never_enough_grows_three_times()
    {
        await using var world = await StartAsync(FaultyModules.TakesMemory);

        var (outcomes, _) = await RunAsync(world, "t", timeoutMs: 30_000);

        var failed = outcomes.ConvertAll(o => o.ShouldBeOfType<ExecutionOutcome.Failed>());
        failed.ShouldAllBe(f => f.ErrorType == "memory_error");
        failed.Select(f => LimitIn(f.Message)).ShouldBe([128, 192, 288, 432]);
        world.Get<IRecoveryLadder>().FallbackType("memory_error", Normal).ShouldBe("streaming_agent");
    }

    [Fact]
    public async Task Time_grows_twice_and_the_guest_is_stopped_each_time()
    {
        await using var world = await StartAsync(FaultyModules.LoopsForEver);

        var (outcomes, orders) = await RunAsync(world, "t", timeoutMs: Counts.FirstDeadlineMs);

        outcomes.ConvertAll(o => int.Parse(o.ShouldBeOfType<ExecutionOutcome.Failed>().Message.Split("timeout of ")[1].Split(' ')[0]))
            .ShouldBe([Counts.FirstDeadlineMs, Counts.FirstDeadlineMs * 3 / 2, Counts.FirstDeadlineMs * 9 / 4]);
        orders.ShouldAllBe(o => o.Flags.Contains(RecoveryFlags.OptimizeLoops));
    }

    [Fact]
    public async Task A_panic_restarts_its_instance_each_time_and_nothing_that_overflows_the_stack_is_tried_again()
    {
        await using var world = await StartAsync(FaultyModules.Panics, FaultyModules.OverflowsStack);
        var pool = world.Get<InstancePool>();

        var (outcomes, _) = await RunAsync(world, "t", timeoutMs: 30_000);

        outcomes.Count.ShouldBe(4);
        pool.Report("here").Instances.Sum(i => i.Incarnation - 1).ShouldBe(3);
        (await RunAsync(world, "s", 30_000, FaultyModules.OverflowsStack)).Outcomes.ShouldHaveSingleItem()
            .ShouldBeOfType<ExecutionOutcome.Failed>().ErrorType.ShouldBe("stack_overflow");
    }

    [Fact]
    public async Task What_cannot_be_compiled_is_tried_by_the_interpreter_in_safe_mode()
    {
        await using var world = await StartAsync(FaultyModules.Works);
        var file = Path.Combine(folder, "modules", FaultyModules.Works + ".wasm");
        var sound = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, "damaged"u8.ToArray());

        var (outcomes, orders) = await RunAsync(world, "t", timeoutMs: 30_000, beforeRecovery: () => File.WriteAllBytesAsync(file, sound));

        outcomes[0].ShouldBeOfType<ExecutionOutcome.Failed>().ErrorType.ShouldBe("compilation_error");
        outcomes[1].ShouldBeOfType<ExecutionOutcome.Succeeded>();
        orders.ShouldHaveSingleItem().Flags.ShouldBe(
            ["useInterpreter", "skipOptimizations", "enableBoundsChecking", "limitMemoryUsage", "enableDebugMode"]);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(sound));
        var compiled = Directory.GetFiles(Path.Combine(folder, "cache"), $"{hash}-*").ShouldHaveSingleItem();
        BitConverter.ToUInt16(await File.ReadAllBytesAsync(compiled), 18).ShouldBe((ushort)243, "it was compiled for the interpreter alone");
    }

    [Fact]
    public async Task The_fifth_panic_of_an_instance_replaces_it()
    {
        await using var world = await StartAsync(FaultyModules.Panics);
        var pool = world.Get<InstancePool>();
        var before = pool.Report("here").Instances.Select(i => i.Id).ToHashSet();
        var panics = new Dictionary<string, int>();
        ExecutionOutcome.Failed failed;
        do
        {
            failed = (await ExecuteAsync(world, "t", 1, null, 30_000, FaultyModules.Panics)).ShouldBeOfType<ExecutionOutcome.Failed>();
            panics[failed.InstanceId!] = panics.GetValueOrDefault(failed.InstanceId!) + 1;
        }
        while (!failed.Fallback);

        panics[failed.InstanceId!].ShouldBe(5);
        world.Get<IInstanceControl>().Has(failed.InstanceId!).ShouldBeFalse();
        var after = pool.Report("here").Instances.Select(i => i.Id).ToHashSet();
        after.Count.ShouldBe(before.Count);
        after.Except(before).Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_log_alone_tells_the_whole_story_of_a_recovery()
    {
        await using var world = await StartAsync(FaultyModules.NeedsMemory);
        await RunAsync(world, "story", timeoutMs: 30_000);
        await world.CountsAsync(f => f.RecoveredErrors == 1, "it is recovered");
        await Eventually.HoldsAsync(() => log.With("story is recovered").Count == 1, "its end is logged");

        var story = log.With("story");

        var instance = story[0].Split("instance ")[1].Split(',')[0];
        story.Count.ShouldBe(6);
        story[0].ShouldStartWith($"Execution 1 of story failed: memory_error (high), trap Unreachable, instance {instance}, straight to fallback False. Operation 'test'");
        story[1].ShouldBe($"Recovery of story, execution 2: memory_recovery, recovery 1 from memory_error on the instance {instance}; next with 192 MB, 30000 ms, []");
        story[2].ShouldStartWith($"Recovery action increase_memory for story, execution 2, instance {instance}: done in ");
        story[3].ShouldStartWith($"Recovery action cleanup_cache for story, execution 2, instance {instance}: done in ");
        story[4].ShouldStartWith($"Recovery action restart_instance for story, execution 2, instance {instance}: done in ");
        story[5].ShouldStartWith("story is recovered from memory_error by memory_recovery in 1 attempts, ");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static int LimitIn(string message) =>
        int.Parse(System.Text.RegularExpressions.Regex.Match(message, @"of (\d+) MB").Groups[1].ValueSpan);

    private async Task<RecoveryWorld> StartAsync(params string[] modules)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "modules")).FullName;
        var world = await RecoveryWorld.StartAsync(
            redis,
            configure: s =>
            {
                s.AddSingleton<ILoggerProvider>(log);
                // Modules are compiled anew for each test, on whatever the machine has left for it.
                s.Configure<WasmPoolOptions>(o => o.ProbeTimeout = TimeSpan.FromMinutes(1));
                s.AddSwarmWasm(o => (o.CacheFolder, o.ModuleFolder) = (Path.Combine(folder, "cache"), own));
            },
            realPool: true);
        var violations = new List<Violation>();
        foreach (var module in modules)
            world.Get<ModuleInstaller>().Add(new ModuleAddition(module, ["py:test"], null, null, FaultyModules.Bytes(module)), violations);
        violations.ShouldBeEmpty();
        await Eventually.HoldsAsync(() => world.Get<InstancePool>().Report("here").HealthyInstances >= 2, "the pool serves");
        first = modules[0];
        return world;
    }

    private async Task<(List<ExecutionOutcome> Outcomes, List<RecoveryOrder> Orders)> RunAsync(
        RecoveryWorld world, string taskId, long timeoutMs, string? module = null, Func<Task>? beforeRecovery = null)
    {
        var (outcomes, orders, settings) = (new List<ExecutionOutcome>(), new List<RecoveryOrder>(), new RecoverySettings { TimeoutMs = timeoutMs });
        RecoveryOrder? order = null;
        while (true)
        {
            outcomes.Add(await ExecuteAsync(world, taskId, outcomes.Count + 1, order, timeoutMs, module ?? first));
            if (outcomes[^1] is not ExecutionOutcome.Failed failed)
            {
                world.Tell(Events.Completed(taskId, outcomes.Count));
                return (outcomes, orders);
            }

            var error = new TaskError(failed.ErrorType, failed.Message, failed.Stack, failed.Retryable, failed.InstanceId, failed.Fallback);
            order = world.Get<IRecoveryLadder>().Next(error, orders.Count, Normal, settings);
            if (order is null)
                return (outcomes, orders);
            world.Tell(Events.Retry(taskId, order, failed.InstanceId));
            settings = settings.After(order);
            orders.Add(order);
            await (beforeRecovery?.Invoke() ?? Task.CompletedTask);
        }
    }

    private static Task<ExecutionOutcome> ExecuteAsync(RecoveryWorld world, string taskId, int attempt, RecoveryOrder? order, long timeoutMs, string module) =>
        world.Get<IEnumerable<ITaskExecutor>>().Single(e => e.Kind == "code").ExecuteAsync(
            new TaskExecution(
                taskId, attempt, $"{taskId}-{attempt}", "test", JsonSerializer.SerializeToUtf8Bytes(new { language = "py", content = "x", module }), null,
                TimeSpan.FromMilliseconds(order?.TimeoutMs ?? timeoutMs), new Progress<ExecutionProgress>())
            { Recovery = order },
            CancellationToken.None);
}
