using System.Text.Json;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Tells what was done to many at once, and to which it could not be done.</summary>
internal static class ManyActions
{
    public static int Answer(HostVerb verb, JsonElement document, string noun, string done)
    {
        var result = HostVerb.Read<ManyDone>(document);
        verb.Answer(document, _ => verb.Console.Out.WriteLine($"{Shown.Plural(result.Done, noun)} {done}."));
        foreach (var refused in result.Refused)
            RejectionView.Write(verb.Console, refused);
        return result.Refused.Count == 0 ? ExitCodes.Ok : ExitCodes.Rejected;
    }
}
