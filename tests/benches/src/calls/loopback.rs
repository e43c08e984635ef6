//! A server on this machine that answers every request with the same reply, in a process of its own: what it works does not
//! count for those who call it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::Failure;

/// The server, while it runs.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it answers.
    pub url: String,
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts this program once more, with `--serve`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self, Failure> {
        let mut child =
            Command::new(std::env::current_exe()?).arg("--serve").stdout(Stdio::piped()).spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        let mut url = String::new();
        output.read_line(&mut url)?;
        Ok(Self { child, url: url.trim().to_owned(), _output: output })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until it is killed: prints the URL, and gives each connection a thread.
///
/// # Errors
/// When there is no port.
pub fn serve(reply: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/Cards", listener.local_addr()?);
    std::io::stdout().flush()?;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length:";
    let answer = format!("{head} {}\r\n\r\n{reply}", reply.len());
    for stream in listener.incoming() {
        let (stream, answer) = (stream?, answer.clone());
        // A connection that breaks is over, and that is all.
        std::thread::spawn(move || answer_all(stream, answer.as_bytes()).ok());
    }
    Ok(())
}

fn answer_all(stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream.try_clone()?), stream);
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let trimmed = line.trim_end();
            if trimmed.is_empty() {
                break;
            }
            if let Some((name, value)) = trimmed.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        writer.write_all(answer)?;
    }
}
