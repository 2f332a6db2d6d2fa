using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Api;

/// <summary>Finds the host to talk to: the one named, else that of the environment, else the one that runs on the data folder.</summary>
internal static class HostFinder
{
    public const string HostVariable = "SWARM_HOST";
    public const string TokenVariable = "SWARM_TOKEN";

    /// <summary>The host's own setting: whoever moves its folder by it moves the verbs along.</summary>
    public const string DataVariable = "SWARM_DATA";

    private const string GivenToken = "--token";

    public static HostAddress Find(HostChoice choice, Func<string, string?> environment)
    {
        if (choice.Host is { } host)
            return Named(host, "--host", choice, environment);
        if (choice.Data is null && environment(HostVariable) is { Length: > 0 } named)
            return Named(named, HostVariable, choice, environment);
        return OfFolder(choice) ?? throw NoneFound(choice);
    }

    /// <summary>The host of a data folder, if one has left its address there.</summary>
    public static HostAddress? OfFolder(HostChoice choice) =>
        EndpointFile.Read(choice.Folder) is not { Address: { } url } file ? null
        : choice.Token is { } given ? new(url, given, EndpointFile.PathIn(choice.Folder)) { TokenSource = GivenToken, Folder = choice.Folder }
        : new(url, file.Token, EndpointFile.PathIn(choice.Folder)) { Folder = choice.Folder };

    public static string Advice(string folder) =>
        $"Start one with 'swarm up --data {folder}', or name a running one with --host URL --token T, or {HostVariable} and {TokenVariable}.";

    private static HostAddress Named(string host, string source, HostChoice choice, Func<string, string?> environment) =>
        new(Parse(host, source), choice.Token ?? environment(TokenVariable), source) { TokenSource = choice.Token is null ? TokenVariable : GivenToken };

    private static CliException NoneFound(HostChoice choice) => new(
        ExitCodes.NoHost,
        $"No host was found. Looked at --host (not given), {HostVariable} ({(choice.Data is null ? "not set" : "not used: --data is given")}) "
        + $"and {EndpointFile.PathIn(choice.Folder)} (no host has left its address there). {Advice(choice.Folder)}");

    private static Uri Parse(string text, string source) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var url)
            && url.Scheme is ("http" or "https")
            ? url
            : throw new CliException(ExitCodes.Usage, $"{source} is '{text}'; it must be an address such as http://127.0.0.1:8080.");
}
