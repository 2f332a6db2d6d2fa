using System.Text;
using RabbitMQ.Client;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Hosts;

namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>On a broker of its own: one that all tests share has hundreds of virtual hosts, and takes minutes to start again beside them.</summary>
public sealed class RabbitMqServerTests(RabbitMqFixture rabbit) : IClassFixture<RabbitMqFixture>
{
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    [Fact]
    public async Task Killed_ThenRestarted_KeepsWhatItConfirmed()
    {
        var address = await rabbit.NewVirtualHostAsync();
        await using (var connection = await ConnectAsync(address))
        {
            await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false);
            await channel.BasicPublishAsync("", "kept", mandatory: true, Persistent, Encoding.UTF8.GetBytes("hello"));
            // The broker writes a new queue's metadata with a delay; the test is about what it has on disk.
            await rabbit.Server.ControlAsync("eval", "mnesia:sync_log().");
            var died = rabbit.Server.ProcessId;
            ForeignProcess.Name(died).ShouldBe("beam.smp", "the process is the broker itself, not a script that started it");
            await rabbit.Server.KillAsync();
            (await AmqpProbe.AnswersAsync(rabbit.Server.Port, CancellationToken.None)).ShouldBeFalse();
        }

        await rabbit.Server.RestartAsync();

        await using var again = await ConnectAsync(address);
        await using var reader = await again.CreateChannelAsync();
        var message = await reader.BasicGetAsync("kept", autoAck: true);
        Encoding.UTF8.GetString(message.ShouldNotBeNull().Body.Span).ShouldBe("hello");
    }

    [Fact]
    public async Task Stopped_ThenRestarted_EndsInOrder()
    {
        var ended = rabbit.Server.ProcessId;

        (await rabbit.Server.StopAsync()).ShouldBeTrue();
        ForeignProcess.Lives(ended).ShouldBeFalse();
        await rabbit.Server.RestartAsync();

        (await rabbit.Server.ControlAsync("status")).ShouldContain("RabbitMQ");
    }

    [Fact]
    public async Task VirtualHosts_OfTwoTests_AreApart()
    {
        await using var one = await ConnectAsync(await rabbit.NewVirtualHostAsync());
        await using var other = await ConnectAsync(await rabbit.NewVirtualHostAsync());
        await using var first = await one.CreateChannelAsync();
        await using var second = await other.CreateChannelAsync();

        await first.QueueDeclareAsync("same", durable: true, exclusive: false, autoDelete: false);

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => second.QueueDeclarePassiveAsync("same"));
    }

    [Fact]
    public async Task Host_Killed_TakesBrokerAndPortMapperAlong()
    {
        await using var host = await HostProcess.StartAsync("rabbitmq");
        var processes = Array.ConvertAll(host.Facts, int.Parse);
        processes.Select(ForeignProcess.Name).ShouldBe(["beam.smp", "epmd"]);

        await host.KillAsync();

        foreach (var id in processes)
        {
            await ForeignProcess.EndsAsync(id, "a process of the broker");
        }
    }

    private static Task<IConnection> ConnectAsync(Uri address) => new ConnectionFactory { Uri = address }.CreateConnectionAsync();
}
