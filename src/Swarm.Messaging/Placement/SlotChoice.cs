namespace Swarm.Messaging.Placement;

/// <param name="Places">In the order of the requests.</param>
/// <param name="Elapsed">Until the choice was made.</param>
/// <param name="FellBack">The strategy did not choose in time: least-connections did.</param>
internal sealed record SlotChoice(IReadOnlyList<PlaceResult> Places, TimeSpan Elapsed, bool FellBack);
