namespace Swarm.Messaging.Placement;

/// <summary>Who can run tasks.</summary>
/// <param name="TargetId"><c>[A-Za-z0-9._-]{1,128}</c>.</param>
/// <param name="Type">pool, agent, session, ...</param>
/// <param name="HostId">The process that renews it.</param>
/// <param name="Address">Name of its queue.</param>
/// <param name="Capabilities"><c>{kind}/{operation}</c>, <c>{kind}/*</c>, and tags, which have no <c>/</c>.</param>
/// <param name="Slots">How many attempts at a time, 1..10,000.</param>
public sealed record TargetDefinition(
    string TargetId,
    string Type,
    string HostId,
    string Address,
    IReadOnlyList<string> Capabilities,
    int Slots);
