namespace Swarm.Messaging.Cli.Http;

/// <summary>What to do about a request whose answer an outage took. Pure.</summary>
internal static class OutageAdvice
{
    private const string NothingChanged = "Nothing was changed: ask again.";
    private const string Unknown = "It may have taken effect";
    public const string NothingAccepted = "Nothing was accepted.";
    public const string Later = "Try again in a few seconds.";

    /// <summary>What an answer says without what it advises: for those whom the command itself tries again for.</summary>
    public static string CauseIn(string answer)
    {
        var end = new[] { NothingChanged, Unknown, NothingAccepted, Later }.Select(advice => answer.IndexOf(advice, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(answer.Length).Min();
        return answer[..end].TrimEnd();
    }

    public static string For(string method, PathString path)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            return NothingChanged;
        // A registration has an id, and is the same again; a change of a swarm and its state has none.
        if (path.StartsWithSegments("/api/swarms", out var rest) && rest.Value?.Trim('/') is { Length: > 0 } swarm)
        {
            return $"{Unknown}, and nothing in it tells a repetition from another request: look first at what there is, by GET /api/swarms/{swarm.Split('/')[0]}?fresh=true "
                + "(a state that was written has a higher version), and send it again only if it had none.";
        }

        return $"{Unknown}: send it again with the same id; if it had none, look first whether it has taken effect.";
    }
}
