using Swarm.Messaging.Cli.Host;

try
{
    return await SwarmHost.RunAsync(SettingsReader.Read([]));
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync($"swarm: {e.Message}");
    return HostProgram.CannotStart;
}
