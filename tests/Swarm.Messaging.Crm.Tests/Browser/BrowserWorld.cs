namespace Swarm.Messaging.Crm.Tests.Browser;

/// <summary>One CRM and one browser for all tests of operations.</summary>
public sealed class BrowserWorld : IAsyncLifetime
{
    internal CrmWorld World { get; private set; } = null!;

    public async Task InitializeAsync() => World = await CrmWorld.StartAsync(isBrowser: true);

    public async Task DisposeAsync() => await World.DisposeAsync();
}
