using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>A broker takes and confirms what no queue wants. Where a queue must be, that is not the end of a message.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class UnroutableTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SpineHost host = null!;
    private IConnection operatorsOwn = null!;
    private IChannel channel = null!;

    private IEnvelopeSender Sender => host.Get<IEnvelopeSender>();

    public async Task InitializeAsync()
    {
        var broker = await rabbit.NewVirtualHostAsync();
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, $"t{Guid.NewGuid():N}", broker);
        operatorsOwn = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        channel = await operatorsOwn.CreateChannelAsync();
    }

    public async Task DisposeAsync()
    {
        await operatorsOwn.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_stored_message_brings_back_the_queue_that_was_deleted_meanwhile()
    {
        await Sender.SendAsync(Stored(), null, CancellationToken.None);
        await channel.QueueDeleteAsync("orders");

        await Sender.SendAsync(Stored(), null, CancellationToken.None);

        (await channel.MessageCountAsync("orders")).ShouldBe(1u);
    }

    [Fact]
    public async Task Reports_that_no_queue_takes_are_an_error_and_not_lost()
    {
        var reports = host.Get<BusNames>().TaskReports;
        await channel.QueueUnbindAsync(reports, reports, "");

        await Should.ThrowAsync<PublishReturnException>(() =>
            Sender.DeliverAsync(new Uri("exchange:" + reports), new TaskReports { Reports = [] }, CancellationToken.None));
    }

    private static BusMessage Stored() => new()
    {
        MessageId = Guid.NewGuid(),
        Destination = new Uri("queue:orders"),
        ContentType = "application/json",
        MessageTypes = [],
        Body = "{}"u8.ToArray(),
    };
}
