namespace Swarm.Messaging.Cli.Http;

/// <summary>What to do about a request whose answer an outage took. Pure.</summary>
internal static class OutageAdvice
{
    public static string For(string method, PathString path)
    {
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            return "Nothing was changed: ask again.";
        // A registration has an id, and is the same again; a change of a swarm and its state has none.
        if (path.StartsWithSegments("/api/swarms", out var rest) && rest.Value?.Trim('/') is { Length: > 0 } swarm)
        {
            return $"It may have taken effect, and nothing in it tells a repetition from another request: look first at what there is, by GET /api/swarms/{swarm.Split('/')[0]}?fresh=true "
                + "(a state that was written has a higher version), and send it again only if it had none.";
        }

        return "It may have taken effect: send it again with the same id; if it had none, look first whether it has taken effect.";
    }
}
