namespace Swarm.Messaging.Cli.Services;

/// <summary>Where the broker's own scripts lie. The packaged wrapper on PATH drops to another user, who cannot write our folder.</summary>
internal static class RabbitMqInstallation
{
    public static string Folder()
    {
        var home = Environment.GetEnvironmentVariable("RABBITMQ_HOME");
        string?[] candidates =
        [
            home is null ? null : Path.Combine(home, "sbin"), "/usr/lib/rabbitmq/bin", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin",
        ];
        return candidates.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "rabbitmq-server")))
            ?? throw new InvalidOperationException(
                "There is no RabbitMQ in /usr/lib/rabbitmq or $RABBITMQ_HOME. Install it: apt-get install rabbitmq-server, "
                + "or brew install rabbitmq. It is started as an instance of our own; the packaged service may stay stopped.");
    }
}
