using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Integration.Tests.Intake;

public sealed class MemoryBusTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Every_command_has_its_queue_in_memory_as_on_a_broker()
    {
        var prefix = $"m{Guid.NewGuid():N}";
        await using var host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix);
        var queues = host.Services.GetServices<ICommandSet>().SelectMany(s => s.Queues).Select(q => $"{prefix}.{q.Queue}").ToList();

        var endpoints = host.Get<IBusControl>().CheckHealth().Endpoints.Keys.ToList();

        queues.Count.ShouldBeGreaterThan(40);
        queues.Where(q => !endpoints.Any(e => e.EndsWith(q, StringComparison.Ordinal))).ShouldBeEmpty();
    }
}
