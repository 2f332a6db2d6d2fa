namespace Swarm.Messaging.Crm.Operations;

/// <summary>An operation as one call.</summary>
internal sealed record RestOperation : Operation
{
    public required RestCall Call { get; init; }

    public RestVerification? Verify { get; init; }

    /// <summary>Many at once; null: one after another.</summary>
    public RestBulk? Bulk { get; init; }

    public override bool CanVerify => Verify is not null;
}
