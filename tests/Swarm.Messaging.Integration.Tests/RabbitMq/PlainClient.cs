using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Somebody who knows nothing of us but queue names and JSON.</summary>
internal sealed class PlainClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly string replies;
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> answers = new();

    private PlainClient(IConnection connection, IChannel channel, string replies) =>
        (this.connection, this.channel, this.replies) = (connection, channel, replies);

    public IChannel Channel => channel;

    public static async Task<PlainClient> ConnectAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var queue = await channel.QueueDeclareAsync();
        var client = new PlainClient(connection, channel, queue.QueueName);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, e) =>
            await client.Answers(e.BasicProperties.CorrelationId!).Writer.WriteAsync(JsonElement.Parse(e.Body.Span));
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return client;
    }

    /// <summary>Sends and waits for the first answer.</summary>
    public async Task<JsonElement> AskAsync(string queue, ReadOnlyMemory<byte> body, Action<BasicProperties>? change = null)
    {
        var id = await SendAsync(queue, body, change);
        return await NextAsync(id);
    }

    public Task<JsonElement> AskAsync(string queue, string body) => AskAsync(queue, Encoding.UTF8.GetBytes(body));

    /// <returns>The correlation id.</returns>
    public async Task<string> SendAsync(string queue, ReadOnlyMemory<byte> body, Action<BasicProperties>? change = null)
    {
        var id = Guid.NewGuid().ToString();
        var properties = new BasicProperties { ReplyTo = replies, CorrelationId = id, ContentType = "application/json", Persistent = true };
        change?.Invoke(properties);
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
        return id;
    }

    /// <summary>The next answer under that correlation id.</summary>
    public async Task<JsonElement> NextAsync(string id) =>
        await Answers(id).Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Everything that arrives at the exchange under the key, as (routing key, body).</summary>
    public async Task<ChannelReader<(string Key, JsonElement Body)>> ListenAsync(string exchange, string key)
    {
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, exchange, key);
        var seen = System.Threading.Channels.Channel.CreateUnbounded<(string, JsonElement)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, e) => await seen.Writer.WriteAsync((e.RoutingKey, JsonElement.Parse(e.Body.Span)));
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return seen.Reader;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Channel<JsonElement> Answers(string id) => answers.GetOrAdd(id, _ => System.Threading.Channels.Channel.CreateUnbounded<JsonElement>());
}
