using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>
/// Guards what the scripts build keys and scores from. <c>+</c> parts the tags of a class and <c>|</c> the class from the client,
/// so a text with one of them inside would share the lane of a stranger.
/// </summary>
internal static class PlacementTexts
{
    private const int HighestRank = 100;

    public static string Class(Requirements requirements)
    {
        Check(requirements.Kind, "/+|", nameof(requirements));
        Check(requirements.Operation, "+|", nameof(requirements));
        foreach (var tag in requirements.Tags)
            Check(tag, "/+|", nameof(requirements));
        return requirements.Class;
    }

    public static int Rank(int rank) => rank is >= 0 and <= HighestRank
        ? rank
        : throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A rank is 0..{HighestRank}: it is the high part of the order in a lane.");

    private static void Check(string text, string forbidden, string parameter)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAny(forbidden) >= 0)
            throw new ArgumentException($"'{text}' cannot be part of a requirement class: empty, or one of '{forbidden}' in it.", parameter);
    }
}
