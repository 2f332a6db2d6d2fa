using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>How targets are compared.</summary>
/// <param name="Strategy">One of <see cref="PlacementStrategies.OfCode"/>.</param>
/// <param name="SeenWithin">A target that has been silent for longer gets no work.</param>
/// <param name="Speciality">Capability worth 30 points to <see cref="PlacementStrategies.ResourceBased"/>, e.g. <c>spec:rs</c>.</param>
public sealed record RankingRules(string Strategy, TimeSpan SeenWithin, string? Speciality = null);
