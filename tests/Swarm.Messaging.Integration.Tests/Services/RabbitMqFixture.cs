using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Services;

public sealed class RabbitMqFixture : IAsyncLifetime
{
    private int _hosts;

    internal RabbitMqServer Server { get; private set; } = null!;

    /// <summary>A virtual host that no other test sees; takes a second or two.</summary>
    public Task<Uri> NewVirtualHostAsync() => Server.CreateVirtualHostAsync($"test-{Interlocked.Increment(ref _hosts)}");

    public async Task InitializeAsync() => Server = await RabbitMqServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
