using Microsoft.Extensions.Hosting;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>First of the hosted services: a host whose broker is not up yet waits here and says for what.</summary>
internal sealed class BrokerWait(AmqpConnection connection) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => connection.WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
