using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>A change of the configuration as a plain command: signed like on the channel, and answered.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class ConfigurationQueueTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_signed_command_is_answered_with_what_it_changed_and_an_unsigned_one_refused()
    {
        await using var host = await SpineHost.StartAsync(
            redis.Server.ConnectionString, $"t{Guid.NewGuid():N}", rabbit.Server.Address(), s => s.Configure<ControlOptions>(o => o.Key = ControlTexts.Key));
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var queue = host.Get<BusNames>().UpdateConfiguration;

        var done = await client.AskAsync(queue, ControlTexts.Signed("""{"section":"Tasks","values":{"QueueBacklogAlert":12}}"""));
        var refused = await client.AskAsync(queue, """{"section":"Tasks","values":{"QueueBacklogAlert":13}}""");

        done.GetProperty("changes")[0].GetProperty("after").GetInt32().ShouldBe(12);
        refused.GetProperty("code").GetString().ShouldBe("unsigned");
        host.Get<IOptionsMonitor<TaskOptions>>().CurrentValue.QueueBacklogAlert.ShouldBe(12);
    }
}
