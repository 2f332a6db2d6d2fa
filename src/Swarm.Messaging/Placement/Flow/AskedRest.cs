namespace Swarm.Messaging.Placement.Flow;

/// <summary>A rest that a service asked for.</summary>
/// <param name="Kept">What is kept of it: at most <see cref="PlacementOptions.LongestRest"/>.</param>
/// <param name="Asked">As it was told.</param>
public sealed record AskedRest(TimeSpan Kept, TimeSpan Asked)
{
    public override string ToString() => Kept < Asked
        ? $"the service asked for a rest of {Text(Asked)}, and no more than {Text(Kept)} are kept (Placement:LongestRest)"
        : $"the service asked for a rest of {Text(Asked)}";

    private static string Text(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => FormattableString.Invariant($"{time.TotalDays:0.#} d"),
        { TotalMinutes: >= 1 } => FormattableString.Invariant($"{time.TotalMinutes:0.#} min"),
        _ => FormattableString.Invariant($"{time.TotalSeconds:0.###} s"),
    };
}
