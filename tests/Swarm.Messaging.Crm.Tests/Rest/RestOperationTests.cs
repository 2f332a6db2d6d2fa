namespace Swarm.Messaging.Crm.Tests.Rest;

/// <summary>All operations by calls; one of them needs no session and has no page.</summary>
public sealed class RestOperationTests(RestWorld world) : OperationSuite, IClassFixture<RestWorld>
{
    private protected override CrmWorld World => world.World;

    [Fact]
    public async Task Integration_sync()
    {
        var made = await DoneAsync("integration_sync", new { integration = "ledger" });

        World.App.Data.One("select integration from syncs where id = $id", ("id", made.GetProperty("syncId").ToString()))!["integration"].ShouldBe("ledger");
    }
}
