namespace Swarm.Messaging.Cli.Analysis;

/// <param name="Name">As it is shown: beginning with the path that was given.</param>
internal sealed record SourceFile(string Name, string FullPath);
