using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Channels;

[Collection(StoreRedisDefinition.Name)]
public sealed class CounterTests
{
    private readonly RedisCounters counters;

    public CounterTests(StoreRedis redis) => counters = new RedisCounters(redis.Connection, new StoreInstallation(redis.Connection).Keys);

    [Fact]
    public async Task WhatManyAddAtOnce_IsAllCounted_AndReadBackAsNumbers()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            counters.AddAsync("wasm-errors", new Dictionary<string, double> { ["total"] = 1, ["durationMs"] = 0.25 }, default)));
        await counters.AddAsync("wasm-errors", new Dictionary<string, double>(), default);
        await counters.AddAsync("other", new Dictionary<string, double> { ["total"] = -2 }, default);

        var errors = await counters.ReadAsync("wasm-errors", default);
        (errors["total"], errors["durationMs"], errors.Count).ShouldBe((50, 12.5, 2));
        (await counters.ReadAsync("other", default))["total"].ShouldBe(-2);
        (await counters.ReadAsync("nothing", default)).ShouldBeEmpty();
    }
}
