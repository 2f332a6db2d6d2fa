using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The begin and the end of a recovery were tried again without end while others wrote what coordinators wait for in between.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ARecoveryThatWasAlwaysOvertakenNeverEndedTests(StoreRedis redis)
{
    private readonly SwarmBench bench = new(redis.Connection);
    private int overtaken;

    [Fact]
    public async Task Its_begin_is_told_so_after_50_tries_and_nothing_was_changed()
    {
        await using var process = await InterruptedAsync();
        var made = await process.States.VersionAsync("s1", default);

        (await process.States.BeginRecoveryAsync("s1", JsonElement.Parse("""{"step":2}"""), made, default)).ShouldBe(RecoveryStep.Busy);

        overtaken.ShouldBeGreaterThanOrEqualTo(SwarmTurns.MostTries);
        (await bench.GetAsync("s1")).Status.ShouldBe(SwarmStatuses.Interrupted);
        process.Quiet();
        (await process.States.BeginRecoveryAsync("s1", JsonElement.Parse("""{"step":2}"""), made, default)).ShouldBe(RecoveryStep.Begun);
    }

    [Fact]
    public async Task Its_end_is_told_so_after_50_tries_and_nothing_was_changed()
    {
        await using var process = await InterruptedAsync();
        process.Quiet();
        var made = await process.States.VersionAsync("s1", default);
        await process.States.BeginRecoveryAsync("s1", JsonElement.Parse("""{"step":2}"""), made, default);
        process.Overtake(Write);

        (await process.States.EndRecoveryAsync("s1", DateTimeOffset.MaxValue, default)).ShouldBeOfType<ChangeOutcome.Busy>().Tries.ShouldBe(SwarmTurns.MostTries);

        overtaken.ShouldBeGreaterThanOrEqualTo(SwarmTurns.MostTries);
        (await bench.GetAsync("s1")).Status.ShouldBe(SwarmStatuses.Recovering);
        process.Quiet();
        (await process.States.EndRecoveryAsync("s1", DateTimeOffset.MaxValue, default)).ShouldBeOfType<ChangeOutcome.Done>();
    }

    private async Task<Process> InterruptedAsync()
    {
        await bench.Hosts.OfferAsync("p1", 10, default);
        await bench.ActiveAsync("s1");
        await bench.Services.GetRequiredService<ISwarmStates>().SaveAsync("s1", JsonElement.Parse("""{"step":1}"""), default);
        await bench.ChangeAsync("s1", SwarmStatuses.Interrupted);
        var process = new Process(bench);
        process.Overtake(Write);
        return process;
    }

    private void Write()
    {
        overtaken++;
        bench.Database.HashIncrement(bench.Key("swarm:s1"), "blocked");
    }

    /// <summary>A process that can be overtaken just before each call of a script.</summary>
    private sealed class Process : IOptionsMonitor<SwarmsOptions>, IAsyncDisposable
    {
        private readonly ServiceProvider services;
        private readonly SwarmsOptions options;
        private Action? before;

        public Process(SwarmBench bench)
        {
            options = bench.Options;
            var made = new ServiceCollection();
            made.AddSingleton(bench.Connection);
            made.Configure<RedisStoreOptions>(o => o.KeyPrefix = bench.Prefix);
            made.AddOptions();
            made.AddSingleton(bench.Clock);
            made.AddRedisSwarms();
            made.AddSingleton<IOptionsMonitor<SwarmsOptions>>(this);
            services = made.BuildServiceProvider();
            States = services.GetRequiredService<ISwarmStates>();
        }

        public ISwarmStates States { get; }

        public SwarmsOptions CurrentValue
        {
            get
            {
                before?.Invoke();
                return options;
            }
        }

        public void Overtake(Action act) => before = act;

        public void Quiet() => before = null;

        public SwarmsOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SwarmsOptions, string?> listener) => null;

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }
}
