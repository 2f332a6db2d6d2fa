using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A write that compares what it was made from was tried again without end: with many writers of a large state one could be overtaken for as long as they wrote.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AWriterThatWasAlwaysOvertakenNeverEndedTests(StoreRedis redis)
{
    private readonly SwarmBench bench = new(redis.Connection);

    private ISwarmStates States => bench.Services.GetRequiredService<ISwarmStates>();

    [Fact]
    public async Task It_is_told_so_and_nothing_of_it_was_written()
    {
        await bench.ActiveAsync("s1");
        await States.SaveAsync("s1", JsonElement.Parse("{}"), default);
        // By another process: those of one take turns.
        await using var other = Process();
        var overtaken = 0;
        SwarmDefinition Overtaken(SwarmDefinition swarm)
        {
            overtaken++;
            other.GetRequiredService<ISwarmRegistry>().UpdateAsync("s1", s => s with { MaxAgents = overtaken }, null, default).GetAwaiter().GetResult();
            return swarm with { Objective = "mine" };
        }

        (await States.UpdateAsync("s1", JsonElement.Parse("""{"mine":1}"""), Overtaken, null, default)).Outcome.ShouldBeOfType<StateOutcome.Busy>().Tries.ShouldBe(overtaken);
        overtaken = 0;
        (await bench.Registry.UpdateAsync("s1", Overtaken, null, default)).ShouldBeOfType<ChangeOutcome.Busy>().Tries.ShouldBe(overtaken);

        (await bench.GetAsync("s1")).Objective.ShouldNotBe("mine");
        (await States.LoadAsync("s1", default))!.Document.TryGetProperty("mine", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_writers_of_a_large_state_in_two_processes_all_end_and_no_field_is_lost()
    {
        const int Writers = 40;
        await bench.ActiveAsync("s1");
        await States.SaveAsync("s1", JsonElement.Parse($$"""{"large":"{{new string('x', 300_000)}}"}"""), default);
        await using var other = Process();
        var processes = new[] { States, other.GetRequiredService<ISwarmStates>() };

        var became = await Task.WhenAll(Enumerable.Range(0, Writers).Select(n => processes[n % 2].UpdateAsync("s1", JsonElement.Parse($$"""{"f{{n}}":{{n}}}"""), default)));

        became.ShouldAllBe(b => b is StateOutcome.Done);
        var state = (await States.LoadAsync("s1", default))!.Document;
        Enumerable.Range(0, Writers).ShouldAllBe(n => state.GetProperty($"f{n}").GetInt32() == n);
    }

    private ServiceProvider Process()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConnectionMultiplexer>(redis.Connection);
        services.Configure<RedisStoreOptions>(o => o.KeyPrefix = bench.Prefix);
        services.AddOptions();
        services.AddSingleton(bench.Clock);
        services.AddRedisSwarms();
        return services.BuildServiceProvider();
    }
}
