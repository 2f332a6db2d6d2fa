using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Services;

public sealed class RabbitMqFixture : IAsyncLifetime
{
    private int _hosts;

    private RabbitMqServer? server;

    internal RabbitMqServer Server => server!;

    /// <summary>A virtual host that no other test sees; takes a second or two.</summary>
    public Task<Uri> NewVirtualHostAsync() => Server.CreateVirtualHostAsync($"test-{Interlocked.Increment(ref _hosts)}");

    public async Task InitializeAsync() => server = await RabbitMqServer.StartAsync();

    public async Task DisposeAsync()
    {
        // One that did not start has said so already.
        if (server is not null)
            await server.DisposeAsync();
    }
}
