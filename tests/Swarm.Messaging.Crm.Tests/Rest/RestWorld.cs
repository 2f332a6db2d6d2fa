namespace Swarm.Messaging.Crm.Tests.Rest;

/// <summary>One CRM and one REST agent for all tests of operations.</summary>
public sealed class RestWorld : IAsyncLifetime
{
    internal CrmWorld World { get; private set; } = null!;

    public async Task InitializeAsync() => World = await CrmWorld.StartAsync(isBrowser: false);

    public async Task DisposeAsync() => await World.DisposeAsync();
}
