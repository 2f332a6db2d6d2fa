namespace Swarm.Messaging.Crm.Operations;

/// <summary>An operation as steps in a browser.</summary>
internal sealed record PageOperation : Operation
{
    public required IReadOnlyList<PageStep> Steps { get; init; }

    /// <summary>The task's result. Null: everything that was extracted, by name.</summary>
    public JsonTemplate? Result { get; init; }

    public PageVerification? Verify { get; init; }

    public override bool CanVerify => Verify is not null;
}
